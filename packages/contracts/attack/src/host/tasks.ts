import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { type ErrorMessage, FragilityError, random, row } from '@fragility/numerics';
import type { Access, Aim, AnyAttack } from '../attack.js';
import type { AttackOptions } from '../options.js';
import { offers } from './access.js';
import type { Task } from './job.js';
import { refusalOf } from './records/reasons.js';

const { isFinite } = Number;

type Fail = (message: ErrorMessage, code: string) => never;

const errorOf = (name: string, message: ErrorMessage, code: string): FragilityError =>
  new FragilityError(message, { where: `attack/${name}`, code: `attack/${code}`, kind: 'input' });

const failing =
  (name: string): Fail =>
  (message, code) => {
    throw errorOf(name, message, code);
  };

const chunks = (data: Examples | AsyncIterable<Examples>): AsyncIterable<Examples> | Iterable<Examples> =>
  'inputs' in data ? [data] : data;

function budgetsOf(definition: AnyAttack, { budgets }: AttackOptions, index: number, fail: Fail): (number | null)[] {
  if (budgets === undefined || budgets.length === 0) {
    if (definition.goal === 'fixed-budget')
      fail({ given: 'no budgets given', expected: 'at least one', remedy: 'set `budgets`' }, 'budget');
    return [null];
  }
  const own = budgets.map((budget) => (typeof budget === 'number' ? budget : budget[index]));
  own.forEach((budget, k) => {
    if (budget === undefined)
      fail({ given: `there is no budget for example ${index}`, remedy: 'give one per example' }, 'budget');
    if (!(budget! >= 0))
      fail({ given: `budget ${budget} given`, expected: 'a number >= 0', remedy: 'use 0 for the identity' }, 'budget');
    if (k > 0 && budget! < own[k - 1]!)
      fail({ given: `budgets ${own.join(', ')} are not ascending`, remedy: 'sort them' }, 'budget');
  });
  return own as number[];
}

/** What is wrong with an input, if it is no finite number. @throws FragilityError `attack/input` for a value outside of the bounds. */
function checkInput(model: Classifier, input: Float64Array, id: string, fail: Fail): ErrorMessage | undefined {
  const [lower, upper] = model.bounds ?? [-Infinity, Infinity];
  let k = 0;
  while (k < input.length && input[k]! >= lower && input[k]! <= upper && isFinite(input[k]!)) k++;
  if (k === input.length) return undefined;
  const problem = {
    given: `input ${id} has ${input[k]} at coordinate ${k}`,
    expected: model.bounds ? `a number in [${lower}, ${upper}]` : 'a finite number',
    remedy: "rescale the data or correct the model's bounds",
  };
  return isFinite(input[k]!) ? fail(problem, 'input') : problem;
}

/** The examples of the data as tasks, checked one by one as they are drawn; what only one of them suffers from is its task's refusal. */
export async function* tasksOf(
  model: Classifier,
  definition: AnyAttack,
  data: Examples | AsyncIterable<Examples>,
  options: AttackOptions,
): AsyncGenerator<Task> {
  const fail = failing(definition.name);
  const stream = random(options.seed ?? 0).fork(definition.name);
  const size = model.inputShape.reduce((a, b) => a * b, 1);
  let index = 0;
  for await (const { inputs, labels, ids } of chunks(data)) {
    for (let i = 0; i < labels.length; i++, index++) {
      const label = labels[i]!;
      const id = ids[i]!;
      const input = row(inputs, i);
      const target = options.targets?.[index];
      const known = (c: number): boolean => Number.isInteger(c) && c >= 0 && c < model.classes;
      if (input.length !== size)
        fail(
          { given: `input ${id} has ${input.length} values, the model takes ${size}`, remedy: 'use matching data' },
          'shape',
        );
      if (options.targets && (target === undefined || !known(target) || target === label)) {
        fail(
          `input ${id} of class ${label} has target ${target}, expected another class in 0…${model.classes - 1}`,
          'target',
        );
      }
      const broken = checkInput(model, input, id, fail);
      const wrong = known(label)
        ? broken && errorOf(definition.name, broken, 'input')
        : errorOf(
            definition.name,
            { given: `input ${id} has label ${label}`, expected: `0…${model.classes - 1}`, remedy: 'fix the labels' },
            'label',
          );
      yield {
        id,
        position: options.position ? options.position(id) : index,
        input,
        criterion: Object.freeze(target === undefined ? { label } : { label, target }),
        budgets: budgetsOf(definition, options, index, fail),
        random: stream.fork(id),
        ...(wrong ? { refusal: refusalOf(wrong) } : {}),
      };
    }
  }
}

/** Checks, before any work, what does not depend on the data. */
export function checkJob(model: Classifier, definition: AnyAttack, options: AttackOptions): void {
  const fail = failing(definition.name);
  if (!definition.norms.includes(options.norm)) {
    fail(
      {
        given: `norm ${options.norm} given`,
        expected: definition.norms.join(' | '),
        remedy: 'choose one of these',
      },
      'norm',
    );
  }
  const asked: Aim = options.targets ? 'targeted' : 'untargeted';
  if (definition.criteria && !definition.criteria.includes(asked)) {
    fail(
      {
        given: `${options.targets ? '`targets`' : 'no `targets`'} given, the attack supports ${definition.criteria.join(' and ') || 'neither'} only`,
        remedy: `${options.targets ? 'leave them out' : 'give one per example'} or choose another attack`,
      },
      'criterion',
    );
  }
  if (model.bounds && !(model.bounds[0] < model.bounds[1])) {
    fail(
      { given: `the model's bounds are [${model.bounds.join(', ')}]`, expected: 'lower < upper', remedy: 'swap them' },
      'bounds',
    );
  }
  if (!offers(model, definition.requires as Access)) {
    const why = model.gradientStop ? ` (${model.gradientStop.reason})` : '';
    const remedy = model.gradientStop?.remedy ? `${model.gradientStop.remedy}, or ` : '';
    fail(
      {
        given: `the attack requires ${definition.requires}, which the model does not offer${why}`,
        remedy: `${remedy}choose another model or attack`,
      },
      'access',
    );
  }
  if (!((options.window ?? 1) >= 1)) fail(`window ${options.window} given, expected an integer >= 1`, 'window');
  if (!((options.timeLimit ?? 1) > 0))
    fail(`timeLimit ${options.timeLimit} given, expected seconds > 0; leave it out for none`, 'time-limit');
  budgetsOf(definition, options, 0, fail);
}
