import type { Node } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { append, refuse, without, type Rewrite } from './rewrite.js';

/** Before 13, a list of whole numbers was an attribute; since then it is an input. */
export const listAsInput =
  (name: string, at: number): Rewrite =>
  (node, upgrade) => {
    const list = node.attributes[name] as readonly number[] | undefined;
    if (list === undefined) return false;
    const inputs = [...node.inputs, ...Array<string>(at).fill('')].slice(0, at);
    return append(upgrade, {
      ...node,
      inputs: [...inputs, upgrade.builder.constant(integers(list))],
      attributes: without(node, name),
    });
  };

/** What reductions without axes do to each number, where it is not the number itself. */
const OF_NUMBER: Readonly<Record<string, (x: string) => Pick<Node, 'op' | 'inputs'>>> = {
  ReduceL1: (x) => ({ op: 'Abs', inputs: [x] }),
  ReduceL2: (x) => ({ op: 'Abs', inputs: [x] }),
  ReduceLogSum: (x) => ({ op: 'Log', inputs: [x] }),
  ReduceSumSquare: (x) => ({ op: 'Mul', inputs: [x, x] }),
};

/** Since 18 the axes of a reduction are an input; before, an attribute. */
export const axesAsAttribute: Rewrite = (node, upgrade) => {
  if (upgrade.opset < 18) return false;
  const [x, axes] = node.inputs;
  const known = axes ? upgrade.known(axes) : integers([]);
  if (!known) return refuse(node, `takes its axes from '${axes}'`, 'export the model with fixed axes');
  const list = Array.from(known.data as BigInt64Array, Number);
  if (list.length === 0 && node.attributes['noop_with_empty_axes'] === 1) {
    const alone = OF_NUMBER[node.op]?.(x!) ?? { op: 'Identity', inputs: [x!] };
    return append(upgrade, { ...node, ...alone, attributes: {} });
  }
  const attributes = without(node, 'noop_with_empty_axes');
  return append(upgrade, {
    ...node,
    inputs: [x!],
    attributes: list.length > 0 ? { ...attributes, axes: list } : attributes,
  });
};
