import type { GraphBuilder } from '../../graph/builder.js';
import type { Port, ValueType } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';

/** A graph that is being built, and the types of its values. */
interface Building {
  readonly builder: GraphBuilder;
  readonly types: Map<string, ValueType>;
}

/**
 * Logits [n, K] that decide as the file does where its probabilities p are equal by rounding, as sigmoids of two large numbers are: the first of them is
 * raised to the largest logit,
 *
 *     z_k ← max_j z_j   for the first k with p_k = max_j p_j
 *
 * which is z itself wherever p tells the classes apart.
 */
export function decided({ builder, types }: Building, logits: string, output: Port): string {
  const { type, shape } = types.get(logits)!;
  const [n, classes] = shape as [number | string, number];
  const typed = (name: string, as: ValueType['type'], width: number): string => {
    types.set(name, { type: as, shape: [n, width] });
    return name;
  };
  const rows = typed(
    builder.node('Reshape', [output.name, builder.constant(integers([-1, classes]))]),
    output.type,
    classes,
  );
  const chosen = typed(builder.node('ArgMax', [rows], { axis: 1, keepdims: 1 }), 'int64', 1);
  const numbers = builder.constant(integers(Array.from({ length: classes }, (_, k) => k)));
  const isChosen = typed(builder.node('Equal', [chosen, numbers]), 'bool', classes);
  const most = typed(builder.node('ReduceMax', [logits], { axes: [1], keepdims: 1 }), type, 1);
  return typed(builder.node('Where', [isChosen, most, logits], {}, builder.fresh('decided')), type, classes);
}
