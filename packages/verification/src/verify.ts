import type { EngineChoice } from '@fragility/model';
import { FragilityError, random } from '@fragility/numerics';
import { isUnsafe } from './original/halfspaces.js';
import { inputWithin } from './original/point.js';
import type { Case, Property } from './property/property.js';
import { solver, type Solver } from './search/solver.js';
import { openSubject, type ModelBytes, type Subject } from './subject.js';

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

/** The point as the model can be given it, and what the file's model makes of it where that is unsafe. */
async function witnessAt({ original }: Subject, problem: Case, x: Float64Array): Promise<Witness | undefined> {
  const { lower, upper, unsafe } = problem;
  const input = x.map((v, k) => inputWithin(v, lower[k]!, upper[k]!, original.precision));
  const output = await original.run(input);
  return isUnsafe(unsafe, output) ? { input, output } : undefined;
}

function verdictOf(solvers: readonly Solver[]): Verdict {
  const states = solvers.map(({ state }) => state);
  if (states.includes('unsafe')) return 'sat';
  if (states.includes('open')) return 'timeout';
  return states.includes('given up') ? 'unknown' : 'unsat';
}

/**
 * Whether there is an input that a property describes: a counterexample found by attacks and confirmed by a run of the file as it is, or a
 * proof that there is none, by splitting the boxes of inputs (up to 10) or the signs of units (more inputs) and bounding each part.
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
  if (!(timeout > 0))
    throw new FragilityError(
      { given: `timeout is ${timeout}`, expected: 'seconds above 0', remedy: 'give more' },
      { where: 'verification/verify', code: 'verification/timeout', kind: 'input' },
    );
  const begin = performance.now();
  const isOver = (): boolean => signal?.aborted === true || performance.now() - begin > timeout * 1000;
  const subject = await openSubject(model, property, { engine, threads });
  try {
    let witness: Witness | undefined;
    const solvers = property.cases.map((problem, k) =>
      solver({
        ...subject,
        problem: subject.renumbered(problem),
        random: random(`verify ${seed} ${k}`),
        confirm: async (x) => (witness = await witnessAt(subject, problem, x)) !== undefined,
      }),
    );
    for (
      let left = solvers;
      left.length > 0 && !witness && !isOver();
      left = left.filter(({ state }) => state === 'open')
    )
      for (const each of left) if (!witness && !isOver()) await each.turn(isOver);
    signal?.throwIfAborted();
    return {
      verdict: verdictOf(solvers),
      ...(witness ? { witness } : {}),
      seconds: (performance.now() - begin) / 1000,
      boxes: solvers.reduce((sum, { bounded }) => sum + bounded, 0),
      proven: solvers.reduce((sum, { proven }) => sum + proven, 0) / solvers.length,
      ...(subject.reason === undefined ? {} : { reason: subject.reason }),
    };
  } finally {
    await subject.release();
  }
}
