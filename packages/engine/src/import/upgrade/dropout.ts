import type { Constant } from '../../graph/graph.js';
import { append, refuse, type Rewrite } from './rewrite.js';

const ALL: { readonly tensor: Constant } = { tensor: { type: 'bool', shape: [1], data: Uint8Array.of(1) } };

/** Nothing is dropped where a model answers: a copy, and where its mask is an output, one that keeps all. */
export const dropout: Rewrite = (node, upgrade) => {
  const [x, , training] = node.inputs as [string, string?, string?];
  const [y, mask] = node.outputs as [string, string?];
  const known = training ? upgrade.known(training)?.data[0] : 0;
  if (known === undefined) return refuse(node, 'computes whether it drops values', 'export the model for inference');
  if (known === 1) return refuse(node, 'drops values at random', 'export the model for inference');
  if (mask) {
    if (upgrade.opset < 12)
      return refuse(
        node,
        'hands on what it kept, of which its operator set says nothing',
        'export it at set 12 or later',
      );
    const { builder } = upgrade;
    append(upgrade, {
      name: `${node.name} mask`,
      op: 'ConstantOfShape',
      inputs: [builder.node('Shape', [x])],
      outputs: [mask],
      attributes: { value: ALL },
    });
  }
  return append(upgrade, { ...node, op: 'Identity', inputs: [x], outputs: [y], attributes: {} });
};
