import {
  boundNetwork,
  onnxClassifier,
  readModel,
  type BoundNetwork,
  type OnnxClassifierOptions,
} from '@fragility/engine';
import type { Classifier, EngineChoice } from '@fragility/model';
import { FragilityError, isFragilityError, random } from '@fragility/numerics';
import { openOriginal, type Original } from './original/open.js';
import { isUnsafe } from './original/halfspaces.js';
import { inputWithin } from './original/point.js';
import type { Case, Property } from './property/property.js';
import { solver } from './search/solver.js';

/** The bytes of an ONNX file, and of those beside it that its weights lie in. */
export interface ModelBytes {
  readonly bytes: Uint8Array;
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
}

export interface VerifyOptions {
  /** Seconds after which the search ends; default 60. */
  readonly timeout?: number;
  /** Default `auto`. */
  readonly engine?: EngineChoice;
  /** Threads of the native engine; default 1, which is fastest for small networks. */
  readonly threads?: number;
  /** Seed of the attacks; default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** An input and what the file's model makes of it. */
export interface Witness {
  readonly input: Float64Array;
  readonly output: Float64Array;
}

/** `sat`: there is a counterexample; `unsat`: there is none; `unknown`: the methods at hand cannot tell; `timeout`: there was no time to tell. */
export type Verdict = 'sat' | 'unsat' | 'unknown' | 'timeout';

/** An answer to a property. */
export interface Verification {
  readonly verdict: Verdict;
  /** Where the verdict is `sat`. */
  readonly witness?: Witness;
  readonly seconds: number;
  /** Boxes that were bounded. */
  readonly boxes: number;
  /** Share of the boxes of the property that is proven to be free of counterexamples. */
  readonly proven: number;
  /** Why nothing is proven, where bounds do not pass the network. */
  readonly reason?: string;
}

const fail = (given: string, expected: string, remedy: string, code = 'model'): never => {
  throw new FragilityError(
    { given, expected, remedy },
    { where: 'verification/verify', code: `verification/${code}`, kind: 'input' },
  );
};

/** Refuses a property of another network. */
function checkSizes({ inputs, outputs }: Property, original: Original): void {
  const wrong = (what: string, declared: number, own: number): never =>
    fail(
      `the property declares ${declared} ${what}s`,
      `the ${own} of the model`,
      'give the two that belong together',
      'sizes',
    );
  if (inputs !== original.inputs) wrong('input', inputs, original.inputs);
  if (outputs !== original.outputs) wrong('output', outputs, original.outputs);
}

/** The network as bounds see it, or why they do not. */
function networkOf({ bytes, externalData }: ModelBytes): { network?: BoundNetwork; reason?: string } {
  try {
    return { network: boundNetwork(readModel(bytes, externalData ? { externalData } : {}).graph) };
  } catch (error) {
    if (isFragilityError(error) && error.kind === 'input') return { reason: error.sentence };
    throw error;
  }
}

/** Refuses to go on where the engine's model is not the file's: attacks would look in vain. */
async function checkSame(model: Classifier, original: Original, { lower, upper }: Case, shift: number): Promise<void> {
  const x = lower.map((low, k) => Math.fround(low + (upper[k]! - low) / 2));
  const [{ data }, y] = [await model.logits({ data: x, shape: [1, ...model.inputShape] }), await original.run(x)];
  const scale = y.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);
  if (y.some((v, j) => Math.abs(v - data[j + shift]!) > 1e-3 * scale))
    fail('the model gives other numbers once it is differentiated', 'those of the file', 'report it with the file');
}

/** The case with its outputs numbered `shift` further. */
const shifted = (problem: Case, shift: number): Case =>
  shift === 0
    ? problem
    : {
        ...problem,
        unsafe: problem.unsafe.map((list) =>
          list.map((each) => ({ ...each, terms: each.terms.map(([j, c]) => [j + shift, c] as const) })),
        ),
      };

/**
 * Whether there is an input that a property describes: a counterexample found by attacks and confirmed by a run of the file as it is, or a
 * proof that there is none, by splitting the boxes of inputs (up to 10) and bounding each, or by one bound (more inputs).
 *
 * `sat` holds for the file in the runtime that confirms it, in the file's own precision and without a tolerance. `unsat` holds for the network in exact arithmetic
 * with the weights of the file.
 *
 * @throws FragilityError `verification/sizes`, `verification/model`, those of `onnxClassifier` for files that are no models.
 * @example
 * const bytes = await readFile('examples/models/crescents.onnx');
 * (await verify({ bytes }, await readPropertyFile('examples/properties/crescents.vnnlib'), { timeout: 10 })).verdict; // 'unsat'
 */
export async function verify(
  model: ModelBytes,
  property: Property,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { timeout = 60, engine = 'auto', threads = 1, seed = 0, signal } = options;
  if (!(timeout > 0)) fail(`timeout is ${timeout}`, 'seconds above 0', 'give more', 'timeout');
  const begin = performance.now();
  const isOver = (): boolean => signal?.aborted === true || performance.now() - begin > timeout * 1000;
  const original = await openOriginal(model.bytes, { ...model, engine, threads });
  const opened: Classifier[] = [];
  try {
    checkSizes(property, original);
    const settings: OnnxClassifierOptions = { cutSoftmax: false, engine, threads, ...model };
    const searched = await onnxClassifier(model.bytes, settings);
    opened.push(searched);
    const shift = searched.classes - original.outputs;
    await checkSame(searched, original, property.cases[0]!, shift);
    const { network, reason } = networkOf(model);
    let witness: Witness | undefined;
    const confirm = async ({ lower, upper, unsafe }: Case, x: Float64Array): Promise<boolean> => {
      const input = x.map((v, k) => inputWithin(v, lower[k]!, upper[k]!, original.precision));
      const output = await original.run(input);
      if (!isUnsafe(unsafe, output)) return false;
      witness = { input, output };
      return true;
    };
    const solvers = property.cases.map((problem, k) =>
      solver({
        problem,
        model: searched,
        asked: shifted(problem, shift),
        network,
        random: random(`verify ${seed} ${k}`),
        confirm: (x) => confirm(problem, x),
      }),
    );
    let left = solvers;
    while (left.length > 0 && !witness && !isOver()) {
      for (const each of left) if (!witness && !isOver()) await each.turn(isOver);
      left = left.filter(({ state }) => state === 'open');
    }
    signal?.throwIfAborted();
    const isSafe = solvers.every(({ state }) => state === 'safe');
    return {
      verdict: witness ? 'sat' : isSafe ? 'unsat' : left.length > 0 ? 'timeout' : 'unknown',
      ...(witness ? { witness } : {}),
      seconds: (performance.now() - begin) / 1000,
      boxes: solvers.reduce((sum, { bounded }) => sum + bounded, 0),
      proven: solvers.reduce((sum, { proven }) => sum + proven, 0) / solvers.length,
      ...(reason === undefined ? {} : { reason }),
    };
  } finally {
    await Promise.all([original.release(), ...opened.map((each) => each.dispose?.())]);
  }
}
