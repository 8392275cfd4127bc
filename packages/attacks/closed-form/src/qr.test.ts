import { describe, expect, it } from '@jest/globals';
import { attack, type AttackOptions, type AttackRecord } from '@fragility/attack';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import {
  compressionCdf,
  distance,
  dot,
  inverse,
  kolmogorovSmirnov,
  matmul,
  matrix,
  predictedClass,
  qr as decompose,
  random,
  row,
  stack,
  transpose,
  type Row,
} from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { ballInsideRegion, qr } from './index.js';

const collect = async (
  model: DenseClassifier,
  inputs: Row[],
  labels: number[],
  options: Partial<AttackOptions> = {},
): Promise<AttackRecord[]> => {
  const examples = {
    inputs: stack(inputs, model.inputShape),
    labels: Int32Array.from(labels),
    ids: inputs.map((_, i) => `${i}`),
  };
  const records: AttackRecord[] = [];
  for await (const record of attack(model, qr, examples, { norm: 'l2', ...options })) records.push(record);
  return records;
};

/** W = X⁻¹ for d points of N(0, I_d), one class each. */
function theorem(d: number, seed: number): { model: DenseClassifier; points: Row[]; weight: Row[] } {
  const stream = random(seed).fork('theorem').fork(d);
  const x = matrix(
    d,
    d,
    Float64Array.from({ length: d * d }, () => stream.normal()),
  );
  const inverted = inverse(transpose(x));
  const layer: DenseLayer = {
    inputs: d,
    outputs: d,
    weight: inverted.data,
    bias: new Float64Array(d),
    activation: { kind: 'identity' },
  };
  const split = (data: Float64Array): Row[] => Array.from({ length: d }, (_, i) => row({ data, shape: [d, d] }, i));
  return { model: referenceClassifier([layer]), points: split(x.data), weight: split(inverted.data) };
}

describe('Theorem 1 at W = X⁻¹', () => {
  it.each([12, 32, 64])('the distance is 1/‖w_i − w_j‖ to 1e-10, and exact, d = %d', async (d) => {
    const { model, points, weight } = theorem(d, 1);
    const labels = points.map((_, i) => i);
    const targets = labels.map((i) => (i + 1) % d);
    for (const record of await collect(model, points, labels)) {
      const i = Number(record.id);
      const nearest = Math.min(...labels.filter((j) => j !== i).map((j) => 1 / distance(weight[i]!, weight[j]!, 'l2')));
      expect(Math.abs(record.distance / nearest - 1)).toBeLessThan(1e-10);
      expect(record.exact).toBe(true);
      expect(predictedClass(forward(model.layers, record.candidate!))).toBe(record.class);
    }
    for (const record of await collect(model, points, labels, { targets })) {
      const i = Number(record.id);
      expect(record.distance).toBeGreaterThanOrEqual(
        (1 / distance(weight[i]!, weight[targets[i]!]!, 'l2')) * (1 - 1e-12),
      );
    }
  });

  it.each([12, 32, 100])('the compression ratio follows Beta(1/2, (d − 1)/2), one pair per draw, d = %d', (d) => {
    const ratios = Array.from({ length: d > 50 ? 40 : 150 }, (_, seed) => {
      const { points, weight } = theorem(d, 100 + seed);
      const normal = weight[0]!.map((v, k) => v - weight[1]![k]!);
      const direction = points[0]!.map((v, k) => v - points[1]![k]!);
      const c = Math.abs(dot(normal, direction)) / Math.sqrt(dot(normal, normal) * dot(direction, direction));
      const rho = 1 / Math.sqrt(dot(normal, normal)) / (Math.sqrt(dot(direction, direction)) / 2);
      expect(Math.abs(c - rho)).toBeLessThan(1e-9);
      return c;
    });
    expect(kolmogorovSmirnov(ratios, (c) => compressionCdf(c, d)).pValue).toBeGreaterThan(0.01);
  });
});

describe('the QR formula of the paper', () => {
  it('equals the distance found', async () => {
    const stream = random('formula');
    const weight = Float64Array.from({ length: 40 }, () => stream.normal());
    const layer: DenseLayer = {
      inputs: 20,
      outputs: 2,
      weight,
      bias: new Float64Array(2),
      activation: { kind: 'identity' },
    };
    const x = Float64Array.from({ length: 20 }, () => stream.normal());
    const label = predictedClass(forward([layer], x));
    const [record] = await collect(referenceClassifier([layer]), [x], [label]);
    const ordered = label === 0 ? weight : Float64Array.of(...weight.subarray(20), ...weight.subarray(0, 20));
    const features = transpose(matrix(2, 20, ordered));
    const { r, thinQ } = decompose(features);
    const [r11, r12, , r22] = r.data as unknown as [number, number, number, number];
    const [a1, a2] = matmul(transpose(thinQ()), matrix(20, 1, x)).data as unknown as [number, number];
    const formula = (r11 * a1 - (r12 * a1 + r22 * a2)) / Math.sqrt((r12 - r11) ** 2 + r22 ** 2);
    expect(record!.distance / formula).toBeCloseTo(1, 10);
  });
});

describe('ReLU networks', () => {
  const stream = random('relu');
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity'): DenseLayer => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs)),
    bias: Float64Array.from({ length: outputs }, () => 0.3 * stream.normal()),
    activation: { kind },
  });
  const layers = [layer(2, 16, 'relu'), layer(16, 3, 'identity')];
  const model = referenceClassifier(layers);
  const inputs = Array.from({ length: 40 }, () => Float64Array.of(2 * stream.normal(), 2 * stream.normal()));
  const labels = inputs.map((x) => predictedClass(forward(layers, x)));

  /** First point on the ray x + t v where another class wins: the logits are affine in t between the hidden units' sign changes. */
  function exit(x: Row, v: Row, label: number): number {
    const [hidden, last] = layers as [DenseLayer, DenseLayer];
    const at = (y: Row, u: number): number => hidden.weight[2 * u]! * y[0]! + hidden.weight[2 * u + 1]! * y[1]!;
    const starts = hidden.bias.map((b, u) => b + at(x, u));
    const slopes = hidden.bias.map((_, u) => at(v, u));
    const kinks = [...starts].map((start, u) => -start / slopes[u]!).filter((t) => t > 0 && t < 100);
    const margins = (t: number): Float64Array => {
      const logits = last.bias.map((b, k) =>
        starts.reduce((sum, s, u) => sum + last.weight[k * 16 + u]! * Math.max(0, s + t * slopes[u]!), b),
      );
      return logits.map((logit) => logits[label]! - logit);
    };
    const ends = [0, ...kinks.sort((a, b) => a - b), 100];
    let low = margins(0);
    for (let k = 1; k < ends.length; k++) {
      const high = margins(ends[k]!);
      const zeros = [0, 1, 2]
        .filter((j) => j !== label && high[j]! < 0)
        .map((j) => ends[k - 1]! + ((ends[k]! - ends[k - 1]!) * low[j]!) / (low[j]! - high[j]!));
      if (zeros.length > 0) return Math.min(...zeros);
      low = high;
    }
    return Infinity;
  }

  /** Distance to the boundary: the nearest exit over 400 directions, refined around the best four times. */
  function searched(x: Row, label: number): number {
    let [centre, width, best] = [0, Math.PI, Infinity];
    for (let round = 0; round < 5; round++, width /= 100) {
      const start = centre;
      for (let k = -200; k < 200; k++) {
        const angle = start + (width * k) / 200;
        const t = exit(x, Float64Array.of(Math.cos(angle), Math.sin(angle)), label);
        if (t < best) [best, centre] = [t, angle];
      }
    }
    return best;
  }

  it('never claims exactness wrongly, and is close to a dense search', async () => {
    const records = await collect(model, inputs, labels);
    const ratios = records.map((record, i) => {
      const truth = searched(inputs[i]!, labels[i]!);
      if (record.success) expect(record.distance).toBeGreaterThan(truth * (1 - 1e-9));
      if (record.exact) expect(record.distance / truth).toBeLessThan(1 + 1e-6);
      return record.success ? record.distance / truth : Infinity;
    });
    expect(records.filter(({ exact }) => exact).length).toBeGreaterThan(0);
    const sorted = [...ratios].sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(1.01);
  });

  it('knows when a ball leaves the region', () => {
    expect(ballInsideRegion(layers, inputs[0]!, 0, 'l2')).toBe(true);
    expect(ballInsideRegion(layers, inputs[0]!, 100, 'l2')).toBe(false);
  });
});

describe('unreachable boundaries', () => {
  it('are said to be so, never clipped', async () => {
    const layer: DenseLayer = {
      inputs: 1,
      outputs: 2,
      weight: Float64Array.of(0, 1),
      bias: Float64Array.of(5, 0),
      activation: { kind: 'identity' },
    };
    const [record] = await collect(referenceClassifier([layer], { bounds: [0, 1] }), [Float64Array.of(0.5)], [0]);
    expect(record).toMatchObject({
      success: false,
      distance: Infinity,
      reason: expect.stringContaining('miss the bounds'),
    });
  });
});
