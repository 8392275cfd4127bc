import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import { differentiate } from '../graph/differentiate.js';
import type { Graph } from '../graph/graph.js';
import { readModel, writeModel } from '../onnx/model.js';
import { filled } from '../graph/tensors.js';
import { onnxClassifier } from './classifier.js';
import { prune } from './simplify/prune.js';
import { upgrade } from './upgrade/upgrade.js';

/** x ↦ sin(… sin(x)), so many times. */
function chain(depth: number): Graph {
  const b = new GraphBuilder('deep');
  let x = b.input({ name: 'x', type: 'float32', shape: ['n', 2] });
  for (let k = 0; k < depth; k++) x = b.node('Sin', [x]);
  b.output({ name: x, type: 'float32', shape: ['n', 2] });
  return b.build();
}

/** x ↦ Σₖ sin(x) / 1000, one value with so many consumers. */
function fan(width: number): Graph {
  const b = new GraphBuilder('wide');
  const x = b.node('Tanh', [b.input({ name: 'x', type: 'float32', shape: ['n', 2] })]);
  const each = b.constant(filled('float32', [], 1e-3));
  const all = Array.from({ length: width }, () => b.node('Mul', [x, each]));
  b.output({ name: b.node('Sum', all), type: 'float32', shape: ['n', 2] });
  return b.build();
}

/** The first slope, by the engine, at (0.5, 0.25). */
async function slope(graph: Graph): Promise<number> {
  const model = asDifferentiable(await onnxClassifier(writeModel(graph)));
  const { backward } = await model.vjp({ data: Float64Array.of(0.5, 0.25), shape: [1, 2] });
  const [found] = (await backward({ data: Float64Array.of(1, 0), shape: [1, 2] })).data;
  await model.dispose?.();
  return found!;
}

describe('large graphs', () => {
  it('of 2000 nodes, one after the other, have the gradient that the chain rule gives', async () => {
    let [x, expected] = [0.5, 1];
    for (let k = 0; k < 2000; k++) [x, expected] = [Math.sin(x), expected * Math.cos(x)];
    expect((await slope(chain(2000))) / expected).toBeCloseTo(1, 3);
  }, 60_000);

  it('of one value with 2000 consumers sum the gradients', async () => {
    expect(await slope(fan(2000))).toBeCloseTo(2 * (1 - Math.tanh(0.5) ** 2), 3);
  }, 60_000);

  it('of 20 000 nodes are read and differentiated without a call within a call for each', () => {
    const graph = prune(upgrade(readModel(writeModel(chain(20_000)))));
    const types = new Map([...graph.inputs, ...graph.outputs].map(({ name, type, shape }) => [name, { type, shape }]));
    const [port] = graph.inputs;
    graph.nodes.forEach(({ outputs: [name] }) => types.set(name!, port!));
    const { backward } = differentiate(graph, { of: graph.outputs[0]!.name, wrt: ['x'] }, types);
    expect(backward.nodes.filter(({ op }) => op === 'Mul')).toHaveLength(20_000);
  });
});
