import { matrix as examplesOf, type Dataset, type Examples, type Population } from '@fragility/dataset';
import {
  dot,
  FragilityError,
  integer,
  leastNorm,
  matrix,
  row,
  solve,
  type Random,
  type Row,
} from '@fragility/numerics';

/** Seeds of draws are below this. */
const SEEDS = 2 ** 32;

/** The distribution of a dataset. @throws FragilityError `analysis/population` where it has none. */
export function populationOf({ population }: Dataset, where: string): Population {
  if (population) return population;
  throw new FragilityError(
    {
      given: 'the dataset is no draw of a distribution',
      expected: 'one that can be drawn anew',
      remedy: 'use gaussian-points or distributions',
    },
    { where, code: 'analysis/population', kind: 'input' },
  );
}

/** All examples of another draw. */
export const drawAgain = async (population: Population, stream: Random): Promise<Examples> =>
  examplesOf(await population.draw(integer(stream, SEEDS)));

/** What a linear network that interpolates one-hot labels makes of two examples of different classes. */
export interface Interpolated {
  /** w_a − w_b, a and b the classes of the two: the gradient of their margin, which is 1 at the first. */
  readonly w: Row;
  /** x_i − x_j. */
  readonly u: Row;
  /** ‖X w − t‖ / √n, t the difference of the one-hot labels. */
  readonly residual: number;
}

/** Two examples of different classes; null where all have one class. */
function pairOf(labels: Int32Array, stream: Random): readonly [number, number] | null {
  const i = integer(stream, labels.length);
  const others = Array.from(labels.keys()).filter((j) => labels[j] !== labels[i]);
  return others.length === 0 ? null : [i, others[integer(stream, others.length)]!];
}

/**
 * A random pair of a draw under the linear network of least norm that interpolates its one-hot labels: X w = t with t_k = [y_k = y_i] − [y_k = y_j].
 *
 * @returns null where the points are linearly dependent to rounding, or of one class
 */
export function interpolatedPair({ inputs, labels }: Examples, stream: Random): Interpolated | null {
  const n = labels.length;
  const d = inputs.data.length / n;
  const pair = pairOf(labels, stream);
  if (!pair) return null;
  const [i, j] = pair;
  const t = Float64Array.from(labels, (label) => Number(label === labels[i]) - Number(label === labels[j]));
  const w = solved(n, d, inputs.data, t);
  if (!w) return null;
  const off = Array.from(t, (value, k) => dot(row(inputs, k), w) - value);
  const [x, y] = [row(inputs, i), row(inputs, j)];
  return { w, u: x.map((value, k) => value - y[k]!), residual: Math.hypot(...off) / Math.sqrt(n) };
}

function solved(n: number, d: number, points: Float64Array, t: Float64Array): Row | null {
  try {
    const [a, b] = [matrix(n, d, points), matrix(n, 1, t)];
    return (n === d ? solve(a, b) : leastNorm(a, b)).data;
  } catch (error) {
    if (error instanceof FragilityError && error.code === 'numerics/singular') return null;
    throw error;
  }
}
