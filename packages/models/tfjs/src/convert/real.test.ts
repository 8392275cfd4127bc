import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadRuntime, type Session } from '@fragility/engine';
import { readModelFiles } from '../layers-model/read.js';
import { DATA, hasData } from '../testing/data.js';
import { mnistTest } from '../testing/mnist.js';
import { convertLayersModel, type Converted, type ConvertOptions } from './convert.js';

const present = hasData();
const real = present ? describe : describe.skip;

async function load(name: string, options: ConvertOptions = {}): Promise<Converted & { session: Session }> {
  const converted = convertLayersModel(await readModelFiles(`${DATA}/models/${name}`), options);
  return { ...converted, session: await (await loadRuntime('native')).session(converted.graph) };
}

real('MobileNet v1 0.75', () => {
  it('has the probabilities of its makers once converted, folded to convolutions and clips', async () => {
    const preprocessing = { scale: 2, offset: -1 };
    const { session, graph, outputs } = await load('mobilenet_v1_0.75_224', { preprocessing });
    expect(graph.nodes.filter(({ op }) => op === 'Conv').length).toBe(28);
    expect(new Set(graph.nodes.map(({ op }) => op))).toEqual(
      new Set(['Mul', 'Add', 'Transpose', 'Conv', 'Clip', 'ReduceMean', 'Reshape', 'Softmax', 'Identity']),
    );
    expect(graph.nodes.filter(({ op }) => op === 'Transpose').length).toBe(1);
    const samples = JSON.parse(readFileSync(`${DATA}/imagenet/sample16_224x224x3.json`, 'utf8')) as {
      mobilenet_v1_075_top1: number;
      prob: number;
    }[];
    const pixels = readFileSync(`${DATA}/imagenet/sample16_224x224x3.u8`);
    const data = Float32Array.from(pixels, (v) => v / 255);
    const answers = await session.run({ input: { data, shape: [samples.length, 224, 224, 3] } });
    const all = answers['output']!.data as Float32Array;
    samples.forEach(({ mobilenet_v1_075_top1: top, prob }, i) => {
      const probabilities = all.subarray(i * outputs, (i + 1) * outputs);
      expect(probabilities.indexOf(Math.max(...probabilities))).toBe(top);
      expect(Math.abs(probabilities[top]! - prob)).toBeLessThan(1e-4);
    });
    await session.release();
  }, 60_000);
});

real('MNIST convnets', () => {
  it.each([
    ['mnist-cnn-autoattack', 0.9774],
    ['mnist-nopool-cnn-art', 0.9564],
  ])(
    '%s classifies %f of the test images once converted',
    async (name, expected) => {
      const { session, outputs: classes } = await load(name);
      const { images, labels } = await mnistTest();
      let correct = 0;
      for (let start = 0; start < labels.length; start += 1000) {
        const data = Float32Array.from(images.subarray(start * 784, (start + 1000) * 784), (v) => v / 255);
        const answers = await session.run({ input: { data, shape: [data.length / 784, 28, 28, 1] } });
        const logits = answers['output']!.data as Float32Array;
        for (let i = 0; i < data.length / 784; i++) {
          const row = logits.subarray(i * classes, (i + 1) * classes);
          if (row.indexOf(Math.max(...row)) === labels[start + i]) correct++;
        }
      }
      expect(correct / labels.length).toBeCloseTo(expected, 4);
      await session.release();
    },
    60_000,
  );
});
