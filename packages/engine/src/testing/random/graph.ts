import fc from 'fast-check';
import type { Graph } from '../../graph/graph.js';
import { sizeOf } from '../../graph/tensors.js';
import { endSteps } from './ends.js';
import { Sketch, type Value } from './sketch.js';
import { bodySteps, type Step } from './steps.js';

/** A random classifier of inputs [n, 2, 3, 3] as a file holds it. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly output: string;
  readonly mixes: boolean;
  readonly draws: boolean;
}

type Choice = readonly [which: number, a: number, b: number];

/** Choices that a graph is made from. */
export interface Recipe {
  readonly opset: number;
  readonly alike: boolean;
  readonly draws: boolean;
  readonly outputs: number;
  readonly classes: number;
  readonly body: readonly Choice[];
  readonly end: readonly Choice[];
}

const number = fc.nat({ max: 1 << 16 });
const choices = (maxLength: number): fc.Arbitrary<Choice[]> =>
  fc.array(fc.tuple(number, number, number), { maxLength });

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  opset: fc.integer({ min: 9, max: 21 }),
  alike: fc.boolean(),
  draws: fc.nat({ max: 19 }).map((k) => k === 0),
  outputs: fc.integer({ min: 1, max: 3 }),
  classes: fc.constantFrom(1, 3, 4, 4),
  body: choices(8),
  end: choices(4),
});

const applied = (s: Sketch, from: Value, steps: readonly Step[], [which, a, b]: Choice): Value => {
  const next = steps[which % steps.length]!(s, from, a, b) ?? from;
  s.values.push(next);
  return next;
};

/** Drops values at random, as a model that was exported for training does. */
const drawn = (s: Sketch, { name, shape }: Value): Value => {
  s.draws = true;
  return { name: s.add('Dropout', [name, s.scalar(0.5), s.flag(true)]), shape };
};

/** The graph that choices make. */
export function randomGraph({ opset, alike, draws, outputs, classes, body, end }: Recipe): RandomGraph {
  const s = new Sketch(opset, alike);
  let value: Value = { name: s.b.input({ name: 'x', type: 'float32', shape: ['n', 2, 3, 3] }), shape: [2, 3, 3] };
  s.values.push(value);
  for (const choice of body) value = applied(s, value, bodySteps, choice);
  if (draws && opset >= 12) value = drawn(s, value);
  const flat = s.add('Flatten', [value.name]);
  const weight = s.weights([sizeOf(value.shape), classes], 5);
  const logits = opset % 2 ? s.add('MatMul', [flat, weight]) : s.add('Gemm', [flat, weight, s.weights([classes], 2)]);
  value = { name: logits, shape: [classes] };
  const ends = [value];
  for (const choice of end) ends.push((value = applied(s, value, endSteps, choice)));
  const shown = [...new Set(ends.slice(-outputs).map(({ name }) => name))];
  shown.forEach((name) => s.b.output({ name, type: 'float32', shape: ['n', classes] }));
  const graph = { ...s.b.build(), sets: new Map([['', opset]]) };
  return { graph, output: value.name, mixes: s.mixes, draws: s.draws };
}
