import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph, Node } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { whole } from '../../rules/rule.js';
import { prune } from '../simplify/prune.js';
import { copied } from './branch.js';

/** The value at a place of a sequence, from 0 on; undefined where it is not known which. */
type At = (place: number) => string | undefined;

/** A sequence of values: which they are, where their number is known, and how one is found. */
interface Sequence {
  readonly all?: readonly string[];
  readonly at: At;
}

const listOf = (all: readonly string[]): Sequence => ({ all, at: (place) => all.at(place) });

/** The whole number that a constant of one value holds. */
const numberOf = (constant: Constant | undefined): number | undefined =>
  constant?.data.length === 1 ? Number(constant.data[0]) : undefined;

/** Parts of a value along an axis: of sizes that are listed, or of one size each, whose number is not known. */
function parts(builder: GraphBuilder, node: Node): Sequence | undefined {
  const [x, sizes = ''] = node.inputs as [string, string?];
  const axis = whole(node, 'axis', 0);
  const given = builder.known(sizes);
  if (given && given.shape.length === 1) {
    const names = Array.from({ length: given.data.length }, () => builder.fresh(`${node.name} part`));
    builder.append({
      name: builder.fresh(`${node.name} parts`),
      op: 'Split',
      inputs: [x, sizes],
      outputs: names,
      attributes: { axis },
    });
    return listOf(names);
  }
  const size = sizes === '' ? 1 : numberOf(given);
  if (size === undefined) return undefined;
  const list = (value: number): string => builder.constant(integers([value]));
  const at: At = (place) => {
    if (place < 0) return undefined;
    const ends = [list(place * size), list((place + 1) * size), list(axis)];
    const part = builder.node('Slice', [x, ...ends], {}, builder.fresh(`${node.name} part`));
    const isFlat = sizes === '' && whole(node, 'keepdims', 1) === 0;
    return isFlat ? builder.node('Squeeze', [part, list(axis)]) : part;
  };
  return { at };
}

/** What a node makes of sequences that are known: a sequence, a value, or undefined where that is not known. */
function made(
  builder: GraphBuilder,
  node: Node,
  known: (name: string) => Sequence | undefined,
): Sequence | string | undefined {
  const { op, inputs } = node;
  const sequence = known(inputs[0] ?? '');
  const place = (name: string | undefined): number | undefined => numberOf(builder.known(name ?? ''));
  if (op === 'SequenceEmpty') return listOf([]);
  if (op === 'SequenceConstruct') return listOf(inputs);
  if (op === 'SplitToSequence') return parts(builder, node);
  if (op === 'Optional' || op === 'OptionalGetElement') return sequence ?? inputs[0];
  if (!sequence) return undefined;
  const { all, at } = sequence;
  if (op === 'Identity') return sequence;
  if (op === 'SequenceAt') {
    const k = place(inputs[1]);
    return k === undefined ? undefined : at(k);
  }
  if (!all) return undefined;
  if (op === 'SequenceLength') return builder.constant({ ...integers([all.length]), shape: [] });
  if (op === 'SequenceInsert' || op === 'SequenceErase') {
    const inserts = op === 'SequenceInsert';
    const given = inputs[inserts ? 2 : 1] ?? '';
    const k = given === '' ? all.length - (inserts ? 0 : 1) : place(given);
    return k === undefined ? undefined : listOf(inserts ? all.toSpliced(k, 0, inputs[1]!) : all.toSpliced(k, 1));
  }
  if (op !== 'ConcatFromSequence' || all.length === 0) return undefined;
  const axis = whole(node, 'axis', 0);
  const isNew = whole(node, 'new_axis', 0) === 1;
  const axes = builder.constant(integers([axis]));
  const each = isNew ? all.map((name) => builder.node('Unsqueeze', [name, axes])) : all;
  return builder.node('Concat', each, { axis });
}

/**
 * The graph with values in place of sequences of them, where it is known which values a sequence holds and which one is taken, as lists of a loop that is
 * unrolled are; the nodes of others stay.
 */
export function withoutSequences(graph: Graph): Graph {
  if (!graph.nodes.some(({ op }) => /Sequence|^Optional/.test(op))) return graph;
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  builder.reserve(graph.nodes.flatMap(({ outputs }) => outputs));
  const sequences = new Map<string, Sequence>();
  for (const node of graph.nodes) {
    const found = made(builder, node, (name) => sequences.get(name));
    if (typeof found === 'string') copied(builder, node, [found]);
    else {
      if (found) sequences.set(node.outputs[0]!, found);
      builder.append(node);
    }
  }
  return prune(builder.build());
}
