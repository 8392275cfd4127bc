import { expect, it, jest } from '@jest/globals';
import { isDifferentiable, type Classifier } from '@fragility/model';
import ort from 'onnxruntime-node';
import { denseClassifier } from '../dense/classifier.js';
import { denseGraph } from '../dense/graph.js';
import { graphClassifier } from '../import/classifier.js';
import { data, network } from '../testing/networks.js';

const layers = network([3, 4, 2], { kind: 'relu' });
const engine = 'native';

/** Sessions of ONNX Runtime that were made and not given back. */
let held = 0;
const { create } = ort.InferenceSession;
jest.spyOn(ort.InferenceSession, 'create').mockImplementation((async (...given: Parameters<typeof create>) => {
  const session = await create.apply(ort.InferenceSession, given);
  const release = session.release.bind(session);
  held++;
  session.release = async () => {
    held--;
    await release();
  };
  return session;
}) as never);

it.each<[string, () => Promise<Classifier>]>([
  ['a graph', () => graphClassifier(denseGraph(layers, 'float32'), { engine })],
  ['dense layers', () => denseClassifier(layers, { engine, precision: 'float32' })],
])('a classifier of %s gives back every session when it is disposed of', async (_, load) => {
  const unused = await load();
  await unused.dispose!();
  expect(held).toBe(0);
  const used = await load();
  await used.logits(data(2, 3));
  if (!isDifferentiable(used)) throw new Error('it has gradients');
  await (await used.vjp(data(2, 3))).backward(data(2, 2));
  expect(held).toBe(3);
  await used.dispose!();
  expect(held).toBe(0);
  await used.dispose!();
  expect(held).toBe(0);
});
