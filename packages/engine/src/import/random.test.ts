import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Classifier, Rewritten } from '@fragility/model';
import { row, type Batch } from '@fragility/numerics';
import type { Graph, Node } from '../graph/graph.js';
import { readsOf } from '../graph/bodies.js';
import { readModel, writeModel } from '../onnx/model.js';
import { data, difference } from '../testing/networks.js';
import { randomGraph, recipes, type RandomGraph } from '../testing/random/graph.js';
import { rawOutput } from '../testing/raw.js';
import { onnxClassifier } from './classifier.js';

/** Larger runs: `FRAGILITY_GRAPHS=5000 FRAGILITY_SEED=7`. */
const numRuns = Number(process.env['FRAGILITY_GRAPHS'] ?? 150);
const seed = Number(process.env['FRAGILITY_SEED'] ?? 1);

const EXAMPLES = 5;
const images: Batch = { data: data(EXAMPLES, 18).data.map((x) => 2 * x), shape: [EXAMPLES, 2, 3, 3] };

const cutNodes = ({ facts }: Classifier): readonly string[] =>
  (facts!['rewrites'] as readonly Rewritten[] | undefined)?.find(({ rewrite }) => rewrite === 'end cut off')?.nodes ??
  [];

/** The nodes of a file that were cut off its end, as a graph from the logits to its output. */
function tail(graph: Graph, cut: readonly string[], output: string): Graph | undefined {
  const first = graph.nodes.find(({ name }) => cut.includes(name));
  if (!first) return undefined;
  const from = first.inputs.find((name) => !graph.constants.has(name))!;
  const after = new Set([from]);
  const nodes = graph.nodes.filter((node: Node) => {
    if (!readsOf(node).some((name) => after.has(name))) return false;
    node.outputs.forEach((name) => after.add(name));
    return true;
  });
  return {
    ...graph,
    nodes,
    inputs: [{ name: from, type: 'float32', shape: ['n', 'k'] }],
    outputs: [{ name: output, type: 'float32', shape: [] }],
  };
}

/** Numbers that the file gives for each example: the second logit where the first is 0, of a probability that is kept less 1/2. */
function ofFile(logits: Batch, classes: number, facts: object): Float64Array {
  if (classes > 1) return logits.data;
  const less = Object.values(facts).some((fact) => /p − 1\/2/.test(String(fact))) ? 1 / 2 : 0;
  return logits.data.filter((_, k) => k % 2 === 1).map((z) => z + less);
}

/** How far the largest number is from the next. */
const lead = (values: Float64Array): number => {
  const [first, second] = values.toSorted((a, b) => b - a);
  return first! - second!;
};

const largest = (values: Float64Array): number => values.indexOf(Math.max(...values));

async function expectFaithful({ graph, output, mixes, draws }: RandomGraph): Promise<void> {
  const bytes = writeModel(graph);
  const loading = onnxClassifier(bytes, { engine: 'native', threads: 1, output });
  if (draws) return expect(loading).rejects.toMatchObject({ code: 'engine/operator' });
  const { graph: read, opset } = readModel(bytes);
  const original = {
    ...read,
    sets: new Map([['', opset]]),
    outputs: read.outputs.filter(({ name }) => name === output),
  };
  const wanted = await rawOutput(original, images);
  const classes = wanted.length / EXAMPLES;
  const oneSide = classes === 1 && (wanted.every((value) => value >= 0) || wanted.every((value) => value <= 0));
  const model = await loading.catch((error: { code: string }) => {
    if (!mixes && !oneSide) throw error;
    expect([mixes && 'engine/batch', oneSide && 'engine/output']).toContain(error.code);
  });
  if (!model) return;
  if (!wanted.every(Number.isFinite)) return model.dispose?.();
  const logits = await model.logits(images);
  const given = ofFile(logits, classes, model.facts!);
  const end = tail(original, cutNodes(model), output);
  const mapped = end ? await rawOutput(end, { data: given, shape: [EXAMPLES, classes] }) : given;
  expect(difference(mapped, wanted)).toBeLessThan(2e-5);
  for (let k = 0; end && classes > 1 && k < EXAMPLES; k++) {
    const answers = wanted.subarray(k * classes, (k + 1) * classes);
    expect(Math.max(...answers) - answers[largest(row(logits, k))]!).toBeLessThan(1e-5);
    if (Math.max(...row(logits, k).map(Math.abs)) < 8 && lead(answers) === 0)
      expect(lead(row(logits, k))).toBeLessThan(1e-3);
  }
  await model.dispose?.();
}

describe('random graphs', () => {
  it('are what ONNX Runtime makes of their files, up to the end that was cut', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, (recipe) => expectFaithful(randomGraph(recipe))),
      { numRuns, seed },
    );
  }, 300_000);
});
