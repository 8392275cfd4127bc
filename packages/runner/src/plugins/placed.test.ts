import { describe, expect, it } from '@jest/globals';
import {
  isDense,
  isDifferentiable,
  referenceClassifier,
  type Classifier,
  type DifferentiableClassifier,
} from '@fragility/model';
import { describeThrown, type Definition } from '@fragility/plugin';
import { placed } from './placed.js';

const FILE = '/plugins/own.mjs';
const x = { data: Float64Array.of(1), shape: [1, 1] };
const layer = { inputs: 1, outputs: 2, weight: Float64Array.of(-1, 1), bias: new Float64Array(2) } as const;
const dense = referenceClassifier([{ ...layer, activation: { kind: 'identity' } }]);

type Functions = Record<string, (...args: never[]) => unknown>;
const made = (kind: string, functions: object): Functions =>
  placed({ kind, name: 'own', summary: 'Own', ...functions } as unknown as Definition, FILE) as unknown as Functions;

/** Every function of a plugin that the program calls, made to run code of a test in its place. */
const FUNCTIONS: readonly [string, (code: () => unknown) => Promise<unknown>][] = [
  ['open of a dataset', async (code) => made('dataset', { open: code })['open']!()],
  [
    'load of a dataset',
    async (code) => {
      const dataset = (await made('dataset', { open: async () => ({ load: code }) })['open']!()) as Functions;
      return dataset['load']!();
    },
  ],
  ['build of a model', async (code) => made('model', { build: code })['build']!()],
  ['peek of a model', async (code) => made('model', { build: code, peek: code })['peek']!()],
  [
    'save of weights',
    async (code) => (made('model', { weights: { save: code } })['weights'] as unknown as Functions)['save']!(),
  ],
  [
    'load of weights',
    async (code) => (made('model', { weights: { load: code } })['weights'] as unknown as Functions)['load']!(),
  ],
  ['logits', async (code) => (await modelOf({ ...dense, logits: code as Classifier['logits'] })).logits(x)],
  ['gradients', async (code) => (await differentiableOf({ ...dense, vjp: code as never })).vjp(x)],
  [
    'a pullback',
    async (code) => {
      const vjp = async () => ({ logits: await dense.logits(x), backward: code as never });
      return (await (await differentiableOf({ ...dense, vjp })).vjp(x)).backward(x);
    },
  ],
  ['an attack', async (code) => (made('attack', { create: () => code })['create']!() as () => unknown)()],
  ['check of an attack', async (code) => made('attack', { create: code, check: code })['check']!()],
  [
    'run of an analysis',
    async (code) => {
      const run = async function* () {
        yield await code();
      };
      for await (const row of made('analysis', { run })['run']!() as AsyncIterable<unknown>) return row;
      return undefined;
    },
  ],
  ['summarise of an analysis', async (code) => made('analysis', { run: code, summarise: code })['summarise']!()],
];

async function modelOf(model: Classifier): Promise<Classifier> {
  return (await made('model', { build: async () => model })['build']!()) as Classifier;
}

async function differentiableOf(model: Classifier & Partial<DifferentiableClassifier>) {
  const built = await modelOf(model);
  if (!isDifferentiable(built)) throw new Error('the model has lost its gradients');
  return built;
}

describe.each(FUNCTIONS)('%s', (_, call) => {
  it.each<[string, () => unknown]>([
    [
      'out of luck',
      () => {
        throw 'out of luck';
      },
    ],
    [
      'undefined',
      () => {
        throw undefined;
      },
    ],
    ['undefined', () => Promise.reject(undefined)],
  ])('names its file where it throws or rejects with %s', async (text, code) => {
    const thrown: unknown = await call(code).then(
      () => 'nothing',
      (error: unknown) => error,
    );
    expect(describeThrown(thrown)).toEqual({ message: `${text} (at ${FILE})`, file: FILE });
  });

  it('throws errors as they are', async () => {
    const error = new Error('no licence');
    await expect(call(() => Promise.reject(error))).rejects.toBe(error);
  });
});

it.each<[string, () => unknown, object]>([
  [
    'throws',
    () => {
      throw undefined;
    },
    { name: 'ThrownValue', message: 'undefined', file: FILE },
  ],
  ['returns a promise', () => Promise.reject(undefined), { code: 'attack/creation', file: FILE }],
  ['returns nothing', () => undefined, { code: 'attack/creation', file: FILE }],
])('refuses an attack whose create %s', (_, create, error) =>
  expect(() => made('attack', { create })['create']!()).toThrow(expect.objectContaining(error)),
);

it('keeps what a model offers, also of a class, and disposes of it', async () => {
  let open = true;
  class Own {
    readonly inputShape = [1];
    readonly bounds = null;
    readonly precision = 'float64';
    get classes(): number {
      return 2;
    }
    logits = dense.logits;
    async dispose(): Promise<void> {
      open = false;
    }
  }
  const own = await modelOf(new Own());
  expect(own).toMatchObject({ classes: 2, inputShape: [1] });
  expect(await own.logits(x)).toEqual(await dense.logits(x));
  expect([isDifferentiable(own), isDense(await modelOf(dense))]).toEqual([false, true]);
  await own.dispose!();
  expect(open).toBe(false);
});

it('loses nothing that instances of classes have, inherited or private', async () => {
  const levels = { lower: 0, upper: 1, count: 255 };
  class Own {
    #facts = { mine: 'yes' };
    readonly inputShape = [1];
    readonly classes = 2;
    readonly bounds = null;
    readonly precision = 'float64';
    logits = dense.logits;
    get facts() {
      return this.#facts;
    }
    get decisionOnly() {
      return true as const;
    }
    get levels() {
      return levels;
    }
  }
  expect(await modelOf(new Own())).toMatchObject({ facts: { mine: 'yes' }, decisionOnly: true, levels });

  class Data {
    #size = { train: 3, test: 0 };
    get size() {
      return this.#size;
    }
    async load() {
      return this.#size.train;
    }
  }
  class Definition {
    kind = 'dataset';
    #name = 'own';
    get name() {
      return this.#name;
    }
    async open() {
      return new Data();
    }
  }
  const definition = placed(new Definition() as unknown as Parameters<typeof placed>[0], FILE) as unknown as Functions;
  expect(definition['name']).toBe('own');
  const dataset = (await definition['open']!()) as Functions;
  expect([dataset['size'], await dataset['load']!()]).toEqual([{ train: 3, test: 0 }, 3]);
});

it('saves the weights of the model as it was built', async () => {
  const saved: unknown[] = [];
  const definition = made('model', {
    build: async () => dense,
    weights: { save: (model: unknown) => saved.push(model) },
  });
  const model = await definition['build']!();
  (definition['weights'] as unknown as { save(model: unknown): void }).save(model);
  expect(saved[0]).toBe(dense);
});
