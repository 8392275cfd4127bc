import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Dimension, ElementType, Graph } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { data, difference } from '../../testing/networks.js';
import { weights } from '../../testing/gradient.js';
import { graphClassifier } from '../classifier.js';

const IMAGE = [4, 4, 3];
const images = data(3, 48);
const batch = {
  ...images,
  data: images.data.map((value) => Math.round(255 * Math.abs(value)) / 255),
  shape: [3, ...IMAGE],
};

/** A dense network on images of 48 numbers, or a convolution before it. */
function graphOf(
  shape: Dimension[],
  type: ElementType = 'float32',
  before?: (b: GraphBuilder, x: string) => string,
): Graph {
  const b = new GraphBuilder('open');
  const x = b.input({ name: 'x', type, shape });
  const y = before ? before(b, x) : x;
  const rows = b.node('Reshape', [y, b.constant(integers([-1, 48]))]);
  b.node('MatMul', [rows, b.constant(weights([48, 2], 'float32', 2))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [] });
  return b.build();
}

const conv = (b: GraphBuilder, x: string): string =>
  b.node('Conv', [b.node('Tanh', [x]), b.constant(weights([3, 3, 1, 1], 'float32', 5))]);
const turned = (b: GraphBuilder, x: string): string => conv(b, b.node('Transpose', [x], { perm: [0, 3, 1, 2] }));
const options = { imageShape: IMAGE, bounds: [0, 1] } as const;

describe('sizes that a file leaves open', () => {
  it.each([
    ['an unknown number of axes', [], conv, [3, 4, 4]],
    ['all sizes', ['n', 'a', 'b', 'c'], conv, [3, 4, 4]],
    ['all sizes, channels last', ['n', 'a', 'b', 'c'], turned, [4, 4, 3]],
    ['some sizes', ['n', 3, 'b', 'c'], undefined, [3, 4, 4]],
    ['some sizes, channels last', ['n', 'b', 'c', 3], undefined, [4, 4, 3]],
    ['the length of rows', ['n', 'd'], undefined, [48]],
  ] as const)('are those of the images: %s', async (_, shape, before, sizes) => {
    const [open, fixed] = await Promise.all([
      graphClassifier(graphOf([...shape], 'float32', before), options),
      graphClassifier(graphOf(['n', ...sizes], 'float32', before), options),
    ]);
    expect((await open.logits(batch)).data).toEqual((await fixed.logits(batch)).data);
    await Promise.all([open.dispose!(), fixed.dispose!()]);
  });

  it('are given by graphShape, and asked for by that name where several fit', async () => {
    const open = graphOf(['n', 'a', 'b', 'c']);
    const given = await graphClassifier(open, { ...options, graphShape: [3, 4, 4] });
    expect(given.inputShape).toEqual(IMAGE);
    await given.dispose!();
    await expect(graphClassifier(open, options)).rejects.toThrow(
      /leaves sizes open: 'x' \[n, a, b, c\], and images of \[4, 4, 3\] fit in \[3, 4, 4\] and in \[4, 4, 3\]; give graphShape/,
    );
    await expect(graphClassifier(graphOf(['n', 5, 'b', 'c']), options)).rejects.toThrow(
      /fit in no way; give graphShape/,
    );
    await expect(graphClassifier(open)).rejects.toThrow(/leaves sizes open.*give graphShape/);
  });

  it('leave a graph without an axis for the batch to run on one example after the other', async () => {
    const [alone, plain] = await Promise.all([
      graphClassifier(graphOf([3, 4, 4]), options),
      graphClassifier(graphOf(['n', 3, 4, 4]), options),
    ]);
    expect(difference((await alone.logits(batch)).data, (await plain.logits(batch)).data)).toBeLessThan(1e-6);
    await Promise.all([alone.dispose!(), plain.dispose!()]);
  });
});

describe('whole numbers as input', () => {
  const cast = (b: GraphBuilder, x: string): string => b.node('Cast', [x], { to: 1 });
  const levels = { ...batch, data: batch.data.map((value) => 255 * value) };

  it.each(['uint8', 'int64', 'int32'] as const)(
    'of %s are levels from 0 to 255, with gradients in units of the images',
    async (type) => {
      const through = (b: GraphBuilder, x: string): string => cast(b, b.node('Transpose', [x], { perm: [0, 3, 1, 2] }));
      const whole = await graphClassifier(graphOf(['n', ...IMAGE], type, through), options);
      const real = await graphClassifier(graphOf(['n', ...IMAGE], 'float32', through), {
        ...options,
        bounds: [0, 255],
      });
      if (!isDifferentiable(whole) || !isDifferentiable(real)) throw new Error('expected gradients');
      const [a, b] = [await whole.vjp(batch), await real.vjp(levels)];
      expect(difference(a.logits.data, b.logits.data)).toBeLessThan(1e-6);
      const c = data(3, 2, 4);
      const [inner, outer] = [(await b.backward(c)).data, (await a.backward(c)).data];
      expect(
        difference(
          outer,
          inner.map((value) => 255 * value),
        ),
      ).toBeLessThan(1e-6);
      await Promise.all([whole.dispose!(), real.dispose!()]);
    },
  );

  it('are rounded where the graph computes with them, and then have no gradient', async () => {
    const halved = (b: GraphBuilder, x: string): string =>
      cast(b, b.node('Div', [x, b.constant({ type: 'int64', shape: [], data: BigInt64Array.of(2n) })]));
    const whole = await graphClassifier(graphOf(['n', ...IMAGE], 'int64', halved), options);
    expect('vjp' in whole).toBe(false);
    const floor = (b: GraphBuilder, x: string): string =>
      b.node('Floor', [b.node('Div', [x, b.constant({ type: 'float32', shape: [], data: Float32Array.of(2) })])]);
    const real = await graphClassifier(graphOf(['n', ...IMAGE], 'float32', floor), { ...options, bounds: [0, 255] });
    const rounded = { ...levels, data: levels.data.map(Math.round) };
    expect((await whole.logits(batch)).data).toEqual((await real.logits(rounded)).data);
    await Promise.all([whole.dispose!(), real.dispose!()]);
  });

  it('are scaled by mean and std alone where these are given', async () => {
    const units = { ...options, mean: 0.5, std: 1 / 255 };
    const whole = await graphClassifier(graphOf(['n', ...IMAGE], 'int8', cast), units);
    const real = await graphClassifier(graphOf(['n', ...IMAGE]), units);
    expect(difference((await whole.logits(batch)).data, (await real.logits(batch)).data)).toBeLessThan(1e-6);
    await Promise.all([whole.dispose!(), real.dispose!()]);
  });

  it('are refused where they are places in a table, or have no known units', async () => {
    const embedded = (b: GraphBuilder, x: string): string =>
      b.node('Gather', [b.constant(weights([10, 1], 'float32')), x], { axis: 0 }, 'embedding');
    await expect(graphClassifier(graphOf(['n', 48], 'int64', embedded), options)).rejects.toThrow(
      /input 'x' holds places in a table \(operator Gather, node 'embedding'\), as words or categories are/,
    );
    await expect(graphClassifier(graphOf(['n', ...IMAGE], 'int8', cast), options)).rejects.toThrow(
      /input 'x' holds int8, whose range does not tell the units of images; give mean and std/,
    );
  });
});
