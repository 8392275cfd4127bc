import type { AnyAnalysis } from '@fragility/analysis';
import type { AnyAttack, AttackContext } from '@fragility/attack';
import type { AnyDataset, DatasetContext } from '@fragility/dataset';
import { isDifferentiable, type AnyModel, type Classifier, type DifferentiableClassifier } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import { asError, FragilityError, withMembers, type Definition } from '@fragility/plugin';

type Work<A extends unknown[], R> = (...args: A) => R;
type Placing = <A extends unknown[], R>(work: Work<A, R>) => Work<A, R>;

/** The same function, which throws or rejects with errors only: what is none is given the file, as it has no stack that tells it. */
const placingIn =
  (file: string): Placing =>
  (work) =>
  (...args) => {
    try {
      const result = work(...args);
      return result instanceof Promise
        ? (result.catch((thrown: unknown) => {
            throw asError(thrown, file);
          }) as typeof result)
        : result;
    } catch (thrown) {
      throw asError(thrown, file);
    }
  };

/** A model whose functions are placed, and the model that each of them was. */
const originals = new WeakMap<Classifier, Classifier>();

function placedModel(model: Classifier, placing: Placing): Classifier {
  const placed = withMembers<Classifier & Partial<DifferentiableClassifier>>(model, {
    logits: placing((x) => model.logits(x)),
    ...(isDifferentiable(model)
      ? {
          vjp: placing(async (x: Batch) => {
            const pullback = await model.vjp(x);
            return withMembers(pullback, { backward: placing((...asked) => pullback.backward(...asked)) });
          }),
        }
      : {}),
    ...(model.dispose ? { dispose: placing(async () => model.dispose?.()) } : {}),
  });
  originals.set(placed, model);
  return placed;
}

function placedDataset(definition: AnyDataset, placing: Placing): AnyDataset {
  const open = placing(async (params: unknown, context: DatasetContext) => definition.open(params, context));
  return withMembers(definition, {
    open: async (params, context) => {
      const dataset = await open(params, context);
      return typeof dataset?.load === 'function'
        ? withMembers(dataset, { load: placing((...asked) => dataset.load(...asked)) })
        : dataset;
    },
  });
}

function placedModels(definition: AnyModel, placing: Placing): AnyModel {
  const { weights, trajectory } = definition;
  const built = async (work: () => Promise<Classifier>): Promise<Classifier> =>
    placedModel(await placing(async () => work())(), placing);
  return withMembers(definition, {
    build: (params, context) => built(() => definition.build(params, context)),
    ...(definition.peek ? { peek: placing((...asked) => definition.peek!(...asked)) } : {}),
    ...(weights
      ? {
          weights: withMembers(weights, {
            save: placing((model) => weights.save(originals.get(model) ?? model)),
            load: (bytes, params, context) => built(() => weights.load(bytes, params, context)),
          }),
        }
      : {}),
    ...(trajectory
      ? {
          trajectory: withMembers(trajectory, {
            of: placing((params) => trajectory.of(params)),
            at: (checkpoint, params, context) => built(() => trajectory.at(checkpoint, params, context)),
          }),
        }
      : {}),
  });
}

function placedAttack(definition: AnyAttack, file: string, placing: Placing): AnyAttack {
  const create = placing((params: unknown, context?: AttackContext) => definition.create(params, context));
  return withMembers(definition, {
    create: (params, context) => {
      const attacker: unknown = create(params, context);
      if (typeof attacker === 'function') return placing(attacker as ReturnType<typeof create>);
      if (attacker instanceof Promise) attacker.catch(() => undefined);
      throw new FragilityError(
        {
          given: `create() returned ${attacker instanceof Promise ? 'a promise' : typeof attacker}`,
          expected: 'the function that attacks an example',
          remedy: 'correct the attack',
        },
        { where: `attack/${definition.name}`, code: 'attack/creation', kind: 'failure', file },
      );
    },
    ...(definition.check ? { check: placing((...asked) => definition.check!(...asked)) } : {}),
  });
}

function placedAnalysis(definition: AnyAnalysis, file: string, placing: Placing): AnyAnalysis {
  return withMembers(definition, {
    async *run(params, given) {
      try {
        yield* definition.run(params, given);
      } catch (thrown) {
        throw asError(thrown, file);
      }
    },
    ...(definition.summarise ? { summarise: placing((...asked) => definition.summarise!(...asked)) } : {}),
  });
}

/** A definition whose code names its file even where it throws what is no error, such as a string or nothing at all. */
export function placed(definition: Definition, file: string): Definition {
  const placing = placingIn(file);
  switch (definition.kind) {
    case 'dataset':
      return placedDataset(definition as unknown as AnyDataset, placing);
    case 'model':
      return placedModels(definition as unknown as AnyModel, placing);
    case 'attack':
      return placedAttack(definition as unknown as AnyAttack, file, placing);
    default:
      return placedAnalysis(definition as unknown as AnyAnalysis, file, placing);
  }
}
