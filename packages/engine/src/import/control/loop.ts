import type { GraphBuilder } from '../../graph/builder.js';
import type { Graph, Node } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { copied } from './branch.js';
import { inline } from './inline.js';
import type { Known } from './known.js';

/** Loops that would become more nodes than this stay loops. */
const MOST_NODES = 20_000;

/** Whether a body never ends its loop: the condition it gives is true, or the one it was given. */
function goesOn({ inputs, outputs, constants, nodes }: Graph, known: Known): boolean {
  let condition = outputs[0]!.name;
  for (const node of nodes.toReversed())
    if (node.op === 'Identity' && node.outputs[0] === condition) condition = node.inputs[0]!;
  return condition === inputs[1]!.name || Boolean((constants.get(condition) ?? known(condition))?.data[0]);
}

/** Times that a loop runs its body, where known beforehand and the body does not end it. */
export function tripsOf({ inputs: [count = '', start = ''] }: Node, body: Graph, known: Known): number | undefined {
  const [most, first] = [known(count), start === '' ? true : known(start)?.data[0]];
  if (!most || first === undefined) return undefined;
  if (!first) return 0;
  const trips = Math.max(0, Number(most.data[0]));
  return goesOn(body, known) ? trips : undefined;
}

/** Puts the body of a Loop in its place as often as it runs; false where that is not known, or the body may end the loop. */
export function unroll(builder: GraphBuilder, node: Node, known: Known): boolean {
  const { graph: body } = node.attributes['body'] as { readonly graph: Graph };
  const trips = tripsOf(node, body, known);
  let carried = node.inputs.slice(2);
  const scans = body.outputs.slice(1 + carried.length).map((): string[] => []);
  if (trips === undefined || trips * body.nodes.length > MOST_NODES || (trips === 0 && scans.length > 0)) return false;
  const axis = builder.constant(integers([0]));
  const going = builder.constant({ type: 'bool', shape: [], data: Uint8Array.of(1) });
  for (let k = 0; k < trips; k++) {
    const turn = builder.constant({ ...integers([k]), shape: [] });
    const [, ...made] = inline(builder, body, [turn, going, ...carried]);
    carried = made.slice(0, carried.length);
    scans.forEach((rows, s) => rows.push(builder.node('Unsqueeze', [made[carried.length + s]!, axis])));
  }
  copied(builder, node, [...carried, ...scans.map((rows) => builder.node('Concat', rows, { axis: 0 }))]);
  return true;
}
