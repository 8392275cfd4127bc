import { FragilityError } from '@fragility/numerics';
import { bodiesOf } from '../../graph/bodies.js';
import type { Graph, Node } from '../../graph/graph.js';
import type { Known } from './known.js';
import { tripsOf } from './loop.js';

/** Nodes that the loops of a model may run for one call. */
const MOST_RUNS = 10_000_000;

/** Times that the nodes inside of a node run, as far as that is known beforehand. */
function runsOf(node: Node, known: Known): number {
  const [body] = bodiesOf(node);
  const within =
    (inner: Graph): Known =>
    (name) =>
      inner.constants.get(name) ?? known(name);
  const inside = bodiesOf(node).map((inner) =>
    inner.nodes.reduce((sum, each) => sum + 1 + runsOf(each, within(inner)), 0),
  );
  const trips = node.op === 'Loop' && body ? (tripsOf(node, body, known) ?? 1) : 1;
  return trips * Math.max(1, ...inside);
}

/**
 * Refuses loops that would not end within any patience.
 *
 * @throws FragilityError `engine/large` naming the node and how often it runs its body.
 */
export function checkTurns({ nodes }: Graph, known: Known): void {
  for (const node of nodes) {
    if (bodiesOf(node).length === 0 || runsOf(node, known) <= MOST_RUNS) continue;
    const trips = node.op === 'Loop' ? tripsOf(node, bodiesOf(node)[0]!, known) : undefined;
    throw new FragilityError(
      {
        given: `operator ${node.op} (node '${node.name}') runs ${trips === undefined ? '' : `its body ${trips} times, `}${runsOf(node, known)} nodes in all`,
        expected: `at most ${MOST_RUNS}`,
        remedy: 'the file is damaged, or its number of turns is: export the model again',
      },
      { where: 'engine/import', code: 'engine/large', kind: 'input' },
    );
  }
}
