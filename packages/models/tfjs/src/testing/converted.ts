import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { random } from '@fragility/numerics';
import { engineClassifier } from '../engine-classifier.js';
import type { ModelFiles } from '../layers-model/read.js';
import { filesOf } from './tfjs.js';

/** Changes a topology that is given as a text. */
export type Edit = (topology: string) => string;

const COUNT = 2;
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The files of a model whose topology is edited. */
export async function edited(model: LayersModel, edit: Edit): Promise<ModelFiles> {
  const files = await filesOf(model);
  return { ...files, topology: JSON.parse(edit(JSON.stringify(files.topology))) as unknown };
}

/** Logits and input gradient of a model converted, at two random inputs, and of TensorFlow.js wherever they are asked for. */
export async function converted(model: LayersModel, inputShape: readonly number[], edit: Edit = (text) => text) {
  const stream = random('converted');
  const draw = (size: number): Float64Array => Float64Array.from({ length: size }, () => Math.fround(stream.normal()));
  const classes = model.outputs[0]!.shape[1]!;
  const [x, c] = [draw(COUNT * sizeOf(inputShape)), draw(COUNT * classes)];
  const ours = await engineClassifier(await edited(model, edit));
  const { logits, backward } = await ours.vjp({ data: x, shape: [COUNT, ...inputShape] });
  const gradient = (await backward({ data: c, shape: [COUNT, classes] })).data;
  await ours.dispose!();
  const f = (at: tf.Tensor): tf.Tensor => model.predict(at) as tf.Tensor;
  const values = (make: () => tf.Tensor): Float64Array => Float64Array.from(tf.tidy(() => make().dataSync()));
  const input = (rows: ArrayLike<number>): tf.Tensor =>
    tf.tensor(Float32Array.from(rows), [COUNT, ...model.inputs[0]!.shape.slice(1)] as number[]);
  return {
    x,
    c,
    logits: logits.data,
    gradient,
    peerLogits: (rows: ArrayLike<number> = x) => values(() => f(input(rows))),
    peerGradient: (rows: ArrayLike<number> = x) =>
      values(() => tf.grad(f)(input(rows), tf.tensor(Float32Array.from(c), [COUNT, classes]))),
  };
}

const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** Largest |a − b| relative to the largest |b|; NaN where their lengths differ. */
export const off = (a: Float64Array, b: Float64Array): number =>
  a.length === b.length ? most(a.map((value, k) => value - b[k]!)) / most(b) : NaN;
