import { examplesAt } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import type { Norm } from '@fragility/numerics';
import type { Check } from '@fragility/plugin';
import type { Aim, AnyAttack } from '../attack.js';
import type { AttackOptions } from '../options.js';
import type { AttackRecord } from '../record.js';
import { collect } from './collect.js';
import { linearProblem, type LinearProblem } from './problems/problem.js';

/** What the author promises, where a kind of attack may legitimately differ. */
export interface Promises {
  readonly params?: unknown;
  /** Largest ratio of a smallest-norm answer to the exact optimum on two-class linear models (default 1.05). */
  readonly tolerance?: number;
  /** Whether the attack must reach the optimum at all: false for decision- and score-based searches (default by access). */
  readonly reachesOptimum?: boolean;
}

/** A model with examples; where the smallest perturbation is not known, any other class will do for a target. */
export type Problem = Pick<LinearProblem, 'examples'> & Partial<Pick<LinearProblem, 'optimum'>> & { model: Classifier };

/** An attack in one norm, as the checks run it. */
export interface AttackUnderTest {
  readonly definition: AnyAttack;
  readonly norm: Norm;
  readonly smallest: boolean;
  readonly reaches: boolean;
  readonly tolerance: number;
  /** Whether it can be asked for that. */
  offers(aim: Aim): boolean;
  /** All records; an attack that is targeted only is aimed at the nearest other class. */
  run(problem: Problem, options?: Partial<AttackOptions>, definition?: AnyAttack): Promise<AttackRecord[]>;
  check(name: string, body: () => Promise<void>): Check;
}

/** A problem that every attack can solve: three classes, within bounds. */
export const PLAIN_PROBLEM = linearProblem(1, true, 3, { count: 5 });

/** Multiples of distances; of those that are infinite, the multiple itself. */
export const scaled = (values: Float64Array, factor: number): Float64Array =>
  values.map((value) => (Number.isFinite(value) ? factor * value : factor));

/** One and a half times the exact distances of the plain problem. */
export const ampleBudgets = (norm: Norm): Float64Array => scaled(PLAIN_PROBLEM.optima(norm), 1.5);

/** Some of a problem's examples. */
export function pickExamples({ model, examples, optimum }: LinearProblem, indices: readonly number[]): Problem {
  return {
    model,
    examples: examplesAt(examples, indices),
    optimum: (k, norm, target) => optimum(indices[k]!, norm, target),
  };
}

/** The nearest other class of each example. */
function rivals({ model, examples, optimum }: Problem, norm: Norm): number[] {
  return Array.from(examples.labels, (label, i) => {
    const others = Array.from({ length: model.classes }, (_, j) => j).filter((j) => j !== label);
    const reach = (j: number): number => optimum?.(i, norm, j) ?? 0;
    return others.reduce((near, j) => (reach(j) < reach(near) ? j : near));
  });
}

export function attackUnderTest(definition: AnyAttack, norm: Norm, promises: Promises): AttackUnderTest {
  const { params, tolerance = 1.05 } = promises;
  const offers = (aim: Aim): boolean => definition.criteria?.includes(aim) ?? true;
  return {
    definition,
    norm,
    smallest: definition.goal === 'smallest',
    reaches: promises.reachesOptimum ?? ['gradient', 'dense'].includes(definition.requires as string),
    tolerance,
    offers,
    run: (problem, options = {}, wrapped = definition) => {
      const aimed = offers('untargeted') ? {} : { targets: rivals(problem, norm) };
      const common: AttackOptions = { norm, params, seed: 1, ...aimed, ...options };
      return collect(problem.model, wrapped, problem.examples, common);
    },
    check: (name, body) => ({ name: `${norm}: ${name}`, run: body }),
  };
}
