import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../../graph/builder.js';
import type { ElementType, Graph } from '../../graph/graph.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { difference, numbers } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';
import { wholeNumbers, type ImageUnits } from './levels.js';

const of = (type: ElementType, units: ImageUnits) => wholeNumbers({ name: 'x', type, shape: ['n', 4] }, units);

describe('whole numbers of a graph', () => {
  it.each<[string, ElementType, ImageUnits, object]>([
    ['bounds', 'uint8', { bounds: [-1, 1] }, { levels: { lower: -1, upper: 1, count: 255 }, spread: true }],
    ['grey levels', 'int64', { bounds: [0, 255] }, { levels: { lower: 0, upper: 255, count: 255 }, spread: false }],
    ['mean and std', 'int8', { bounds: [0, 1], mean: 0.5, std: 1 / 255 }, { bounds: [0, 1], spread: false }],
    ['a std that turns them', 'uint8', { mean: 255, std: -1 }, { bounds: [0, 255], spread: false }],
    [
      'the type',
      'uint8',
      { mean: [1, 1, 1], std: 2 },
      { bounds: [1, 511], levels: { lower: 1, upper: 511, count: 255 } },
    ],
    ['nothing', 'int32', {}, { bounds: [-(2 ** 31), 2 ** 31 - 1], levels: { lower: 0, upper: 255, count: 255 } }],
    ['nothing at all', 'int64', {}, { bounds: null }],
  ])('are told by %s', (_, type, units, expected) => {
    expect(of(type, units)).toMatchObject(expected);
  });

  it.each<[string, ElementType, ImageUnits]>([
    ['range does not tell the units', 'uint16', { bounds: [0, 1] }],
    ['images from 0 to 1 become 0 to 255; correct mean and std', 'int8', { bounds: [0, 1], std: 1 / 255 }],
    ['mean is [1, 2], expected one number', 'uint8', { mean: [1, 2] }],
  ])('are refused: %s', (message, type, units) => {
    expect(() => of(type, units)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });

  it("make a model whose answers at its levels are the file's to whole numbers", async () => {
    const graph = (type: 'uint8' | 'float32'): Graph => {
      const b = new GraphBuilder('bytes');
      const given = b.input({ name: type === 'uint8' ? 'x' : 'levels', type, shape: ['n', 4] });
      const x = type === 'uint8' ? given : b.node('Cast', [given], { to: 2 });
      const h = b.node('Tanh', [
        b.node('MatMul', [b.node('Cast', [x], { to: 1 }), b.constant(weights([4, 5], 'float32'))]),
      ]);
      b.output({
        name: b.node('MatMul', [h, b.constant(weights([5, 3], 'float32', 2))]),
        type: 'float32',
        shape: ['n', 3],
      });
      return b.build();
    };
    const model = await onnxClassifier(writeModel(graph('uint8')), { bounds: [0, 1] });
    expect(model.levels).toEqual({ lower: 0, upper: 1, count: 255 });
    expect(model.facts!['inputs']).toMatch(/^whole numbers: 0 to 1 are 0 to 255; attacks ask about these only/);
    const next = numbers(3);
    const bytes = Float64Array.from({ length: 40 }, () => Math.round(127.5 * (1 + next())));
    const found = await model.logits({ data: bytes.map((k) => k / 255), shape: [10, 4] });
    const wanted = await rawOutput(graph('float32'), { data: bytes, shape: [10, 4] });
    expect(difference(found.data, wanted)).toBeLessThan(1e-7);
    await model.dispose!();
  });

  it('are rounded at the door where a cast may wrap a sum around', async () => {
    const b = new GraphBuilder('wrapped');
    const x = b.input({ name: 'x', type: 'int32', shape: ['n', 3] });
    const sum = b.node('Add', [x, b.constant({ type: 'int32', shape: [], data: Int32Array.of(100) })]);
    b.output({ name: b.node('Cast', [b.node('Cast', [sum], { to: 2 })], { to: 1 }), type: 'float32', shape: ['n', 3] });
    const model = await onnxClassifier(writeModel(b.build()), { bounds: [0, 255] });
    expect(model.gradientStop).toBeDefined();
    expect([...(await model.logits({ data: Float64Array.of(1, 200, 254), shape: [1, 3] })).data]).toEqual([
      101, 44, 98,
    ]);
    await model.dispose!();
  });
});
