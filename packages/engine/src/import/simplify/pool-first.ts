import { readsOf } from '../../graph/bodies.js';
import type { Graph, Node } from '../../graph/graph.js';
import { wholes } from '../../rules/rule.js';
import type { Typed } from '../typed.js';

/** Activations that never fall and compute without rounding: the maximum of their values is their value at the maximum. */
const RISING = new Set(['Relu', 'Clip']);

/** Whether every window holds a value of the image. */
const inside = ({ attributes }: Node): boolean =>
  !wholes({ attributes } as Node, 'pads')?.some((pad) => pad !== 0) &&
  attributes['ceil_mode'] !== 1 &&
  ['NOTSET', 'VALID', undefined].includes(attributes['auto_pad'] as string | undefined);

/** Numbers of times that values are used. */
function usesOf({ nodes, outputs }: Graph): Map<string, number> {
  const uses = new Map<string, number>();
  const names = [...nodes.flatMap(readsOf), ...outputs.map(({ name }) => name)];
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/**
 * MaxPool(σ(x)) as σ(MaxPool(x)), for σ = ReLU or clipping: the same function and the same gradient, with σ on fewer values.
 */
export function poolFirst({ graph, types, batch }: Typed): Typed {
  const uses = usesOf(graph);
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0]!, node]));
  const known = new Map(types);
  const replaced = new Map<Node, readonly Node[]>();
  for (const pool of graph.nodes.filter((node) => node.op === 'MaxPool' && node.outputs.length === 1 && inside(node))) {
    const activation = makers.get(pool.inputs[0]!);
    if (!activation || !RISING.has(activation.op) || uses.get(pool.inputs[0]!) !== 1) continue;
    const [x, ...bounds] = activation.inputs as [string, ...string[]];
    const [pooled, y] = [activation.outputs[0]!, pool.outputs[0]!];
    known.set(pooled, types.get(y)!);
    replaced.set(activation, []);
    replaced.set(pool, [
      { ...pool, inputs: [x], outputs: [pooled] },
      { ...activation, inputs: [pooled, ...bounds], outputs: [y] },
    ]);
  }
  return {
    graph: { ...graph, nodes: graph.nodes.flatMap((node) => replaced.get(node) ?? [node]) },
    types: known,
    batch,
  };
}
