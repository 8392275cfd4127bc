import { describe, expect, it } from '@jest/globals';
import { random, rows, type Batch } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import {
  isDense,
  isDifferentiable,
  referenceClassifier,
  restrict,
  type DenseClassifier,
  type DifferentiableClassifier,
} from './index.js';

const stream = random('restrict');
const normals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.normal());
const [relu, identity] = [{ kind: 'relu' }, { kind: 'identity' }] as const;
const layers: DenseLayer[] = [
  { inputs: 4, outputs: 6, weight: normals(24), bias: normals(6), activation: relu },
  { inputs: 6, outputs: 5, weight: normals(30), bias: normals(5), activation: identity },
];
const model = referenceClassifier(layers, { bounds: [-3, 3] });
const x: Batch = { data: normals(12), shape: [3, 4] };
const classes = [3, 0];

describe('restrict', () => {
  it('answers with the logits of the chosen classes, in their order', async () => {
    const whole = rows(await model.logits(x));
    const narrowed = restrict(model, classes);
    expect(narrowed).toMatchObject({ classes: 2, bounds: [-3, 3], inputShape: [4], precision: 'float64' });
    expect(rows(await narrowed.logits(x)).map((own) => [...own])).toEqual(whole.map((all) => [all[3], all[0]]));
  });

  it('pulls back to the gradient of the chosen logits', async () => {
    const narrowed = restrict(model, classes) as DifferentiableClassifier;
    const own = await (await narrowed.vjp(x)).backward({ data: Float64Array.of(2, -1, 2, -1, 2, -1), shape: [3, 2] });
    const wide = [0, 1, 2].flatMap(() => [-1, 0, 0, 2, 0]);
    const expected = await (await model.vjp(x)).backward({ data: Float64Array.from(wide), shape: [3, 5] });
    expect(own).toEqual(expected);
  });

  it('keeps the layers, the last one cut to the chosen classes', async () => {
    const { layers, logits } = restrict(model, classes) as DenseClassifier;
    const expected = rows(await logits(x));
    rows(x).forEach((input, i) => expect(forward(layers, input)).toEqual(expected[i]));
  });

  it('offers no more than the model does', () => {
    const { logits, inputShape, precision } = model;
    const opaque = restrict({ logits, inputShape, precision, classes: 5, bounds: null }, classes);
    expect([isDifferentiable(opaque), isDense(opaque)]).toEqual([false, false]);
  });

  it.each([[[1]], [[1, 1]], [[0, 5]], [[0, 0.5]], [[-1, 0]]])('refuses the classes %j', (wrong) => {
    expect(() => restrict(model, wrong)).toThrow(
      /^\[model\/restrict\] classes \[.*\] given, expected at least two different ones of 0…4/,
    );
  });
});
