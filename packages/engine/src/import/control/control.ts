import { GraphBuilder } from '../../graph/builder.js';
import type { Graph, Node } from '../../graph/graph.js';
import type { Runtime } from '../../runtime/runtime.js';
import { decide, type Decided } from '../batch/decide.js';
import { prune } from '../simplify/prune.js';
import { takeBranch } from './branch.js';
import type { Known } from './known.js';
import { unroll } from './loop.js';
import { checkTurns } from './turns.js';

const steps = new Map([
  ['If', takeBranch],
  ['Loop', unroll],
]);

/** Values that decide which branch is taken, and how often a loop runs. */
const deciding = ({ op, inputs }: Node): readonly string[] =>
  op === 'If' ? inputs.slice(0, 1) : op === 'Loop' ? inputs.slice(0, 2).filter((name) => name !== '') : [];

/** A graph without control flow, as far as that is known, and for which numbers of examples it is. */
export interface Straight extends Omit<Decided, 'values'> {
  readonly graph: Graph;
}

/**
 * The graph with branches taken and loops unrolled where the condition, or the number of turns, does not depend on what the input holds, only
 * on its shape; others stay. Branches inside of branches follow.
 */
export async function withoutControl(
  runtime: Runtime,
  graph: Graph,
  before: Omit<Decided, 'values'> = { keepBatch: false },
): Promise<Straight> {
  const names = [...new Set(graph.nodes.flatMap(deciding))];
  if (!graph.nodes.some(({ op }) => steps.has(op))) return { graph, ...before };
  checkTurns(graph, (name) => graph.constants.get(name));
  const { values, ...found } = await decide(runtime, graph, names);
  const known: Known = (name) => graph.constants.get(name) ?? values.get(name);
  checkTurns(graph, known);
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  builder.reserve(graph.nodes.flatMap(({ outputs }) => outputs));
  let changed = false;
  for (const node of graph.nodes) {
    if (steps.get(node.op)?.(builder, node, known)) changed = true;
    else builder.append(node);
  }
  if (!changed) return { graph, ...before };
  const after = { ...before, ...found, keepBatch: before.keepBatch || found.keepBatch };
  return withoutControl(runtime, prune(builder.build()), after);
}
