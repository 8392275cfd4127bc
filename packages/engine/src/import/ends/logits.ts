import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import { GraphBuilder } from '../../graph/builder.js';
import type { Graph, Node, Port, Shape } from '../../graph/graph.js';
import { inPrecision, integers } from '../../graph/tensors.js';
import type { Typed } from '../typed.js';
import { holds } from './behind.js';
import { complement } from './probabilities/complement.js';
import { withOneSigmoid } from './columns.js';
import { endOf, placeOf, type End } from './cut.js';
import { decided } from './decided.js';
import { ordered } from './machine.js';
import { isWhole, withoutLabel } from './single/label.js';
import { probability } from './single/probability.js';
import { rangeOf } from './single/range.js';

/** A graph whose output are logits [n, classes], and what its end was. */
export interface Ended extends Typed {
  readonly end: End;
  /** Whether the model gives one number z for each example, which became the logits (0, z). */
  readonly binary: boolean;
  /** The node whose scores were not in the order of the classes, if there is one. */
  readonly reversed?: Node;
}

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/output', kind: 'input' });
};

/** Numbers that a shape holds for every example, where that is known. */
function entriesOf({ graph, types }: Typed): number | undefined {
  const { shape } = graph.outputs[0]!;
  const [examples] = graph.inputs[0]!.shape;
  const total = (sizes: Shape): number =>
    sizes.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);
  const entries = total(shape) / (typeof examples === 'number' ? examples : 1);
  const place = placeOf(graph, types, entries);
  const axes = shape.filter((size) => size !== 1).length - (examples === 1 ? 0 : 1);
  return axes <= 1 && holds(place, shape, entries) ? entries : undefined;
}

/** Adds nodes that bring a value [n, …] of so many numbers for each example into the shape of logits. */
function matrix(
  { graph, types }: Typed,
  { value, saturates, logit }: End,
  entries: number,
): { graph: Graph; types: Typed['types'] } {
  const builder = GraphBuilder.from({ ...graph, outputs: [] });
  const known = new Map(types);
  const [n] = graph.inputs[0]!.shape as [string | number];
  const { type, shape } = types.get(value)!;
  const precision = type === 'float64' ? type : 'float32';
  const typed = (name: string, classes: number): string => {
    known.set(name, { type, shape: [n, classes] });
    return name;
  };
  const width = logit?.weights.length ?? entries;
  let logits = value;
  if (shape.join() !== [n, width].join() || graph.inputs[0]!.name === value)
    logits = typed(builder.node('Reshape', [value, builder.constant(integers([-1, width]))]), width);
  if (logit) {
    const filledBy = (data: readonly number[], sizes: readonly number[]): string =>
      builder.constant({ type: precision, shape: sizes, data: inPrecision(precision, Float64Array.from(data)) });
    const z = typed(builder.node('MatMul', [logits, filledBy(logit.weights, [width, 1])]), 1);
    logits = logit.offset === 0 ? z : typed(builder.node('Add', [z, filledBy([logit.offset], [1])]), 1);
  }
  if (entries === 1) logits = typed(builder.node('Pad', [logits, builder.constant(integers([0, 1, 0, 0]))]), 2);
  if (saturates) logits = decided({ builder, types: known }, logits, graph.outputs[0]!);
  const port: Port = { name: logits, ...known.get(logits)! };
  builder.output(port);
  const whole = builder.build();
  whole.constants.forEach((constant, name) => known.set(name, { type: constant.type, shape: constant.shape }));
  return { graph: whole, types: known };
}

/** Refuses one number for each example that cannot tell two classes apart by whether it is above 0. */
function requireBothSides({ graph, types }: Typed): void {
  const [{ name }] = graph.outputs as [Port];
  const place = placeOf(graph, types, 1);
  const [least, most] = rangeOf(name, place);
  const sides = least > 0 ? 'always above 0' : most < 0 ? 'always below 0' : undefined;
  if (isWhole(name, place) && !(least >= 0 && most <= 1))
    fail({
      given: `the model's output '${name}' is one whole number for each example, as labels are`,
      expected: 'logits or probabilities of the classes',
      remedy: 'choose the output that holds these, or export the model with it',
    });
  if (sides)
    fail({
      given: `the model's output '${name}' is one number for each example, ${sides}`,
      expected: 'a logit, or the probability of the second class',
      remedy: 'export the model with one of these, or with a number for each class',
    });
}

/** The logits of a model that gives so many numbers for each example. */
function numbers(typed: Typed, entries: number, cut: boolean): Ended {
  const [port] = typed.graph.outputs as [Port];
  const single = cut && entries === 2 ? withoutComplement(typed) : undefined;
  if (single) return single;
  const whole = cut ? withOneSigmoid(typed, entries) : typed;
  const found = endOf(whole, entries);
  const one = entries === 1 && !found.squashing ? probability(typed) : undefined;
  if (!cut && entries === 1 && (one ?? found.squashing))
    return fail({
      given: `the model's output '${port.name}' is one probability for each example, whose classes are told apart at 1/2`,
      remedy: 'leave cutSoftmax at true',
    });
  if (one) return { ...typed, ...matrix(typed, one, 1), end: one, binary: true };
  if (entries === 1 && !found.squashing) requireBothSides(typed);
  const end: End = cut ? found : { value: port.name, cut: [] };
  return { ...typed, ...matrix(end.cut.length > 0 ? whole : typed, end, entries), end, binary: entries === 1 };
}

/**
 * The graph with logits [n, classes] as its output: see {@link endOf}. One number z for each example, as [n, 1] or [n], becomes the logits of
 * two classes
 *
 *     (0, z),   softmax(0, z)₂ = 1/(1 + e^(−z))
 *
 * and the number of the class with the largest score becomes these scores.
 *
 * @throws FragilityError `engine/output` where the output is not one row of numbers for each example, a label or always on one side of 0, or
 *   `cut` is false and z a probability.
 */
export function withLogits(given: Typed, cut = true): Ended {
  const label = cut ? withoutLabel(given) : undefined;
  const typed = ordered(label?.typed ?? given);
  const [port] = typed.graph.outputs as [Port];
  const entries = entriesOf(typed);
  if (entries === undefined || !(entries >= 1))
    return fail({
      given: `the model's output '${port.name}' has shape [${port.shape.join(', ')}]`,
      expected: '[n, classes], or [n, 1] or [n] for two classes',
      remedy: 'choose the output that holds the logits',
    });
  const ended = numbers(typed, entries, cut);
  if (!label) return ended;
  return { ...ended, end: { ...ended.end, cut: [...ended.end.cut, ...label.nodes] } };
}

/** Two classes as the one number z, where the model ends in (1 − p, p) with p = 1/(1 + e^(−z)). */
function withoutComplement(typed: Typed): Ended | undefined {
  const pair = complement(typed);
  if (!pair) return undefined;
  const output = { name: pair.value, ...typed.types.get(pair.value)! };
  const single = withOneSigmoid({ ...typed, graph: { ...typed.graph, outputs: [output] } }, 1);
  const ended = endOf(single, 1);
  if (!ended.squashing) return undefined;
  const end = { ...ended, cut: [...ended.cut, ...pair.nodes] };
  return { ...typed, ...matrix(single, end, 1), end, binary: true };
}
