import { isFragilityError } from '@fragility/numerics';
import type { Constant, Dimension, Graph, Node } from '../../graph/graph.js';
import type { Runtime } from '../../runtime/runtime.js';
import { prune } from '../simplify/prune.js';
import { sameValues } from './evidence.js';
import { doubtful } from './induction.js';
import { typesOf } from './types.js';
import { moving, observe, observeAt, type Observed, type Seen } from './observe.js';

/** What a value holds. */
type Held = Pick<Constant, 'shape' | 'data'>;

/** What values hold that depend on the shape of the input at most. */
export interface Decided {
  readonly values: ReadonlyMap<string, Held>;
  /** The node from which on that is known for up to three examples only. */
  readonly doubtful?: Node;
  /** Whether it is known for the number of examples only that the graph was made for. */
  readonly keepBatch: boolean;
}

/** Whether a graph was refused for the memory it takes, which no other number of examples mends. */
const isLarge = (cause: unknown): boolean => isFragilityError(cause) && cause.code === 'engine/large';

const NOTHING: Decided = { values: new Map(), keepBatch: false };

const of = (run: Observed, names: readonly string[]): Decided['values'] =>
  new Map(
    names.flatMap((name) => {
      const { shape, data } = run.get(name) ?? {};
      return shape && data ? [[name, { shape, data: data.slice() }] as const] : [];
    }),
  );

const alike = (a: Seen | undefined, b: Seen | undefined): boolean =>
  a?.data !== undefined && b?.data !== undefined && sameValues(a.data, b.data);

/** What some values hold, where they hold the same for one, two and three examples, or for as many as the graph was made for. */
export async function decide(runtime: Runtime, graph: Graph, names: readonly string[]): Promise<Decided> {
  const dependent = moving(graph);
  const wanted = names.filter((name) => !dependent.has(name) && !graph.constants.has(name));
  if (wanted.length === 0) return NOTHING;
  const [input] = graph.inputs as [Graph['inputs'][number]];
  const fixed = input.shape[0];
  const outputs = wanted.map((name) => ({ name, type: input.type, shape: [] }));
  const taking = (batch: Dimension): Graph =>
    prune({ ...graph, inputs: [{ ...input, shape: [batch, ...input.shape.slice(1)] }], outputs });
  try {
    const open = taking('batch');
    const runs = await observe(runtime, { ...open, outputs: [] }, await typesOf(runtime, open));
    const { one, two, three } = runs;
    const same = wanted.filter(
      (name) => alike(two.get(name), three.get(name)) && (!one || alike(one.get(name), two.get(name))),
    );
    const doubt = doubtful(open, runs);
    if (typeof fixed !== 'number' || (same.length === wanted.length && !doubt))
      return { values: of(two, same), keepBatch: false, ...(doubt && same.length > 0 ? { doubtful: doubt } : {}) };
  } catch (cause) {
    if (isLarge(cause)) throw cause;
    if (typeof fixed !== 'number') return NOTHING;
  }
  const part = taking(fixed);
  const run = async (): Promise<Observed> =>
    observeAt(runtime, { ...part, outputs: [] }, await typesOf(runtime, part), fixed);
  const found = await run().catch(() => undefined);
  return found ? { values: of(found, wanted), keepBatch: true } : NOTHING;
}
