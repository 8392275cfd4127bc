import { ballRegion, type Ball, type BoundNetwork, type Region } from '@fragility/engine';
import { FragilityError } from '@fragility/numerics';

/** What is looked for: inputs where all rows are at most 0, ⟨a_i, f(x)⟩ + constant_i ≤ 0. */
export interface Goal {
  /** `[rows, outputs]`. */
  readonly a: Float64Array;
  readonly constants: Float64Array;
}

/** A search for inputs of a region that reach one of several goals, or for a proof that there are none. */
export interface Problem {
  readonly network: BoundNetwork;
  readonly region: Region;
  /** The ball that the region is, where it is one: bounds are then also given as radii. */
  readonly ball?: Ball;
  readonly goals: readonly Goal[];
}

/** Being taken for another class than the label: one goal for each of them, a tie counts. */
export const otherClasses = ({ outputs }: BoundNetwork, label: number): Goal[] =>
  Array.from({ length: outputs }, (_, j) => j)
    .filter((j) => j !== label)
    .map((j) => {
      const a = new Float64Array(outputs);
      a[label] = 1;
      a[j] = -1;
      return { a, constants: new Float64Array(1) };
    });

/** The largest of a goal's rows at some outputs: at most 0 where it is reached. */
export function heightOf({ a, constants }: Goal, outputs: Float64Array, start = 0): number {
  const n = a.length / constants.length;
  let most = -Infinity;
  for (let i = 0; i < constants.length; i++) {
    let sum = constants[i]!;
    for (let k = 0; k < n; k++) if (a[i * n + k] !== 0) sum += a[i * n + k]! * outputs[start + k]!;
    most = Math.max(most, sum);
  }
  return most;
}

/** Bytes that the search may take. */
const MOST = 2 ** 30;

/** Units whose sides can be told apart. */
export const unitsOf = ({ steps, sizes }: BoundNetwork): number =>
  steps.reduce((sum, step, k) => sum + (step.kind === 'activation' && step.curve.piecewise ? sizes[k + 1]! : 0), 0);

/** About the bytes that a search takes. */
function bytesFor(network: BoundNetwork): number {
  const values = network.sizes.reduce((a, b) => a + b, 0);
  return 8 * ((unitsOf(network) + 1) * network.inputs + 64 * values);
}

/** Whether a network is small enough to be searched. */
export const fits = (network: BoundNetwork): boolean => bytesFor(network) <= MOST;

/**
 * Refuses a network that is too large: the halfspaces of a linear region take (units + 1) · inputs numbers, the rows of a batch a number for each
 * value of the network.
 *
 * @throws FragilityError `verification/too-large` with the estimate.
 */
export function checkSize(network: BoundNetwork): void {
  const bytes = bytesFor(network);
  if (bytes <= MOST) return;
  throw new FragilityError(
    {
      given: `complete search of ${unitsOf(network)} units over ${network.inputs} inputs takes about ${(bytes / 2 ** 30).toFixed(1)} GB`,
      expected: 'at most 1 GB',
      remedy: 'take a smaller network, or a bound (CROWN, α-CROWN) instead',
    },
    { where: 'verification/complete', code: 'verification/too-large', kind: 'input' },
  );
}

/**
 * The problem of a ball: is anything in it taken for another class?
 *
 * @throws FragilityError `verification/label`, `verification/too-large`, `engine/region`.
 */
export function ballProblem(network: BoundNetwork, ball: Ball, label: number): Problem {
  const wrong = (given: string, expected: string, code: string): never => {
    throw new FragilityError(
      { given, expected, remedy: 'give those of this network' },
      { where: 'verification/complete', code: `verification/${code}`, kind: 'input' },
    );
  };
  if (ball.centre.length !== network.inputs)
    wrong(`a centre of ${ball.centre.length} coordinates`, `the ${network.inputs} of the network`, 'sizes');
  if (!(Number.isInteger(label) && label >= 0 && label < network.outputs))
    wrong(`label ${label}`, `a class from 0 to ${network.outputs - 1}`, 'label');
  if (network.outputs < 2) wrong('a single output', 'the logits of at least two classes', 'label');
  checkSize(network);
  return { network, region: ballRegion(ball), ball, goals: otherClasses(network, label) };
}
