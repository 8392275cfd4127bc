import { FragilityError } from '@fragility/numerics';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Node, Port } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { LEARNING } from '../upgrade/learning.js';
import type { Typed } from '../typed.js';
import { isCopy } from './copies.js';

const count = (value: Attribute | undefined): number =>
  Array.isArray(value) ? value.length : typeof value === 'object' && 'strings' in value ? value.strings.length : 0;

const isMachine = ({ op, attributes }: Node): boolean =>
  op === `${LEARNING}.SVMClassifier` && Boolean(attributes['vectors_per_class']);

/** The support vector machine whose scores, or probabilities, are the output, if there is one. */
function machineOf({ graph, types }: Typed): Node | undefined {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let name = graph.outputs[0]!.name;
  let node = makers.get(name);
  while (node && isCopy(node, types)) node = makers.get((name = node.inputs[0]!));
  return node && isMachine(node) && name === node.outputs[1] ? node : undefined;
}

const hasProbabilities = ({ attributes }: Node): boolean => attributes['prob_a'] !== undefined;

/** What is said of a machine whose own labels, votes between pairs of classes, are not those of the largest output: with probabilities, or scores made of its decisions. */
export function machineFacts(typed: Typed): Record<string, string> {
  const direct = machineOf(typed);
  const node = direct ?? typed.graph.nodes.find(isMachine);
  if (!node || (direct && !hasProbabilities(direct))) return {};
  return {
    labels: `by the largest ${direct ? 'probability' : 'score'}; the file's own, of operator ${node.op} (node '${node.name}'), are votes between pairs of classes and may differ`,
  };
}

/** A graph whose scores are in the order of the classes, and the node whose scores were not. */
export interface Ordered extends Typed {
  readonly reversed?: Node;
}

/**
 * The graph with its scores in the order of the classes. ONNX Runtime's support vector machines without probabilities decide between pairs
 * of classes: of two classes, the first score is positive for the second class, so they are exchanged.
 *
 * @throws FragilityError `engine/output` for a machine of more classes, whose decisions are no scores of classes.
 */
export function ordered(typed: Typed): Ordered {
  const node = machineOf(typed);
  if (!node || hasProbabilities(node)) return typed;
  const { attributes } = node;
  if (count(attributes['classlabels_ints'] ?? attributes['classlabels_strings']) > 2)
    throw new FragilityError(
      {
        given: `operator ${node.op} (node '${node.name}') gives decisions between pairs of classes`,
        expected: 'one score for each class',
        remedy: `export it with decision_function_shape='ovr' or probability=True`,
      },
      { where: 'engine/import', code: 'engine/output', kind: 'input' },
    );
  const [port] = typed.graph.outputs as [Port];
  const builder = GraphBuilder.from({ ...typed.graph, outputs: [] });
  const swapped = builder.node('Gather', [port.name, builder.constant(integers([1, 0]))], { axis: -1 });
  builder.output({ ...port, name: swapped });
  const graph = builder.build();
  const types = new Map([...typed.types, [swapped, typed.types.get(port.name)!]]);
  graph.constants.forEach((constant, name) => types.set(name, { type: constant.type, shape: constant.shape }));
  return { ...typed, graph, types, reversed: node };
}
