import { bodiesOf, readsOf } from '../../graph/bodies.js';
import type { Graph, Node } from '../../graph/graph.js';
import { degreeOfProduct, type Course } from './course.js';
import { evidence } from './evidence.js';
import type { Known } from './known.js';
import { moving, type Runs } from './observe.js';
import { rules as numberRules } from './numbers.js';
import { isRowwise, rules as sizeRules } from './sizes.js';

const isSmall = (sizes: readonly Course[] | undefined): boolean => sizes !== undefined && degreeOfProduct(sizes) <= 2;

/**
 * The first node whose values or sizes may be otherwise for more examples than they were for one, two and three; undefined where what
 * these tell holds for every number n of examples.
 *
 * Polynomials in n of degree at most 2 that agree for three n agree for all. So the proof goes from node to node: the input's sizes are
 * polynomials, and operators keep what they compute from shapes within them (sums, products of no higher degree, quotients without rest,
 * comparisons of what never meets) and make shapes of such sizes. Where an operator may do otherwise (Max(n, 4), windows along the
 * examples) the proof ends.
 */
export function doubtful(graph: Graph, runs: Runs): Node | undefined {
  if (!runs.one) return graph.nodes[0];
  const dependent = moving(graph);
  const seen = evidence(graph, { ...runs, one: runs.one });
  const [exact, sized] = [new Set<string>(graph.constants.keys()), new Set<string>(graph.constants.keys())];
  graph.inputs.forEach(({ name }) => sized.add(name));
  const known: Known = {
    ...seen,
    exact: (name) => exact.has(name),
    settled: (name) => exact.has(name) && (graph.constants.has(name) || seen.alike(name)),
    sized: (name) => sized.has(name),
  };
  const add = (names: readonly string[], ...sets: Set<string>[]): true => {
    names.forEach((name) => sets.forEach((set) => set.add(name)));
    return true;
  };
  const holds = (node: Node): boolean => {
    const reads = readsOf(node).filter((name) => name !== '');
    const made = node.outputs.filter((name) => name !== '' && seen.sizes(name) !== undefined);
    const still = made.every((name) => !dependent.has(name));
    const alike = still && made.every(seen.alike);
    if (alike && reads.every(known.settled)) return add(made, exact, sized);
    if (
      still &&
      numberRules.get(node.op)?.(node, known) &&
      made.every((name) => seen.numbers(name) && seen.round(name))
    )
      return add(made, exact, sized);
    const shaped = sizeRules.get(node.op) ?? (isRowwise(node.op) ? (): boolean => true : undefined);
    if (bodiesOf(node).length > 0 || !reads.every(known.sized) || !shaped?.(node, known)) return false;
    return !alike && made.every((name) => isSmall(seen.sizes(name))) && add(made, sized);
  };
  return graph.nodes.find((node) => !holds(node));
}
