import { GraphBuilder } from '../graph/builder.js';
import { differentiate } from '../graph/differentiate.js';
import { OPSET, type Constant, type Graph } from '../graph/graph.js';
import { inPrecision, sizeOf, type Precision } from '../graph/tensors.js';
import { foldBatchNormalisation } from '../import/simplify/batch-normalisation.js';
import { probe } from '../import/probe.js';
import type { Typed } from '../import/typed.js';
import { upgrade } from '../import/upgrade/upgrade.js';
import { loadRuntime } from '../runtime/load.js';
import type { Runtime, Session, Tensor } from '../runtime/runtime.js';
import { numbers } from './networks.js';

/** Some nodes between an input and an output, whose gradient is checked. */
export interface GradientCase {
  /** Shape of one input. */
  readonly shape: readonly number[];
  /** Default float64. */
  readonly precision?: Precision;
  /** Half the distance of the two points of a central difference; default 1e-5, which suits smooth operators in float64. */
  readonly step?: number;
  readonly seed?: number;
  /** Whether inputs are odd multiples of 1/64, out of reach of kinks at multiples of 1/32. */
  readonly offKinks?: boolean;
  /** Operator set that the nodes are written in, where it is not the one that graphs here use. */
  readonly opset?: number;
  /** Adds the nodes and names their output. */
  nodes(builder: GraphBuilder, x: string): string;
}

/** A constant of repeatable numbers in (−1, 1). */
export function weights(shape: readonly number[], precision: Precision, seed = 1): Constant {
  const next = numbers(seed);
  return {
    type: precision,
    shape,
    data: inPrecision(precision, Float64Array.from({ length: sizeOf(shape) }, next)),
  };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
};

/** The graph of a case. */
export function graphOf({ shape, precision = 'float64', nodes }: GradientCase): Graph {
  const builder = new GraphBuilder('case');
  builder.input({ name: 'x', type: precision, shape: ['batch', ...shape] });
  builder.node('Identity', [nodes(builder, 'x')], {}, 'y');
  builder.output({ name: 'y', type: precision, shape: [] });
  return builder.build();
}

/** The graph of a case as the import of a file makes it. */
export async function imported(given: GradientCase, runtime: Runtime): Promise<Typed> {
  const graph = upgrade({ graph: graphOf(given), metadata: {}, opset: given.opset ?? OPSET });
  return foldBatchNormalisation(await probe(runtime, graph));
}

/** Largest difference between the derived gradient of ⟨c, y⟩ and central differences, relative to the largest slope. */
export async function gradientError(given: GradientCase, engine: 'native' | 'wasm' = 'native'): Promise<number> {
  const { shape, precision = 'float64', step = 1e-5, seed = 11 } = given;
  const runtime = await loadRuntime(engine, { threads: 1 });
  const { graph, types } = await imported(given, runtime);
  const derived = differentiate(graph, { of: 'y', wrt: ['x'] }, types);
  const sessions: Session[] = [await runtime.session(derived.forward), await runtime.session(derived.backward)];
  const [forward, backward] = sessions as [Session, Session];
  const sizes = [2, ...shape];
  const tensor = (data: Float64Array, as: readonly number[]): Tensor => ({
    data: inPrecision(precision, data),
    shape: as,
  });
  const next = numbers(seed);
  const place = given.offKinks
    ? (value: number): number => (2 * Math.floor(32 * value) + 1) / 64
    : (value: number) => value;
  const x = Float64Array.from({ length: sizeOf(sizes) }, () => place(next()));
  const feeds = { x: tensor(x, sizes) };
  const results = await forward.run(feeds);
  const c = Float64Array.from({ length: results['y']!.data.length }, next);
  const known: Record<string, Tensor> = { ...feeds, ...results };
  const saved = Object.fromEntries(derived.saved.map((name) => [name, known[name]!]));
  const gradient = (await backward.run({ ...saved, cotangent: tensor(c, results['y']!.shape) }))[
    derived.gradients[0]!
  ]!;
  const value = async (at: Float64Array): Promise<number> =>
    dot((await forward.run({ x: tensor(at, sizes) }))['y']!.data as Float64Array, c);
  let [worst, scale] = [0, 0];
  for (let k = 0; k < x.length; k++) {
    const slope = ((await value(x.with(k, x[k]! + step))) - (await value(x.with(k, x[k]! - step)))) / (2 * step);
    const gap = Math.abs(Number(gradient.data[k]) - slope);
    if (!(gap <= worst)) worst = gap;
    scale = Math.max(scale, Math.abs(slope));
  }
  await Promise.all(sessions.map((session) => session.release()));
  return worst === 0 ? 0 : worst / scale;
}
