import { describe, expect, it } from '@jest/globals';
import { attack, type AttackRecord } from '@fragility/attack';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import {
  predictedClass,
  random,
  stack,
  type Batch,
  type ConvexNorm,
  type Criterion,
  type Row,
} from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { decisionPolytopes, regionPolytope } from './decision.js';
import { linearRegions } from './index.js';
import { nearestInPolytope } from '@fragility/numerics/polytope';

const [INPUTS, UNITS, CLASSES] = [4, [5, 3], 3] as const;
const NORMS: readonly ConvexNorm[] = ['l2', 'linf', 'l1'];

function network(seed: number): { layers: DenseLayer[]; x: Row } {
  const stream = random(seed);
  const widths = [INPUTS, ...UNITS, CLASSES];
  const layers = widths.slice(1).map((outputs, k): DenseLayer => {
    const inputs = widths[k]!;
    return {
      inputs,
      outputs,
      weight: Float64Array.from({ length: inputs * outputs }, () => (1.5 * stream.normal()) / Math.sqrt(inputs)),
      bias: Float64Array.from({ length: outputs }, () => 0.3 * stream.normal()),
      activation: { kind: k < UNITS.length ? 'relu' : 'identity' },
    };
  });
  return { layers, x: Float64Array.from({ length: INPUTS }, () => stream.uniform()) };
}

/** The optimum over all 2⁸ activation patterns, one by one. */
function optimum(layers: readonly DenseLayer[], from: Row, criterion: Criterion, norm: ConvexNorm): number {
  let best = Infinity;
  for (let k = 0; k < 2 ** 8; k++) {
    const pattern = Uint8Array.from({ length: 8 }, (_, u) => (k >> u) & 1);
    const region = regionPolytope(layers, pattern);
    for (const { weight, offset } of decisionPolytopes(layers, pattern, criterion)) {
      const halfspaces = {
        weight: [...region.weight, ...weight],
        offset: Float64Array.of(...region.offset, ...offset),
      };
      best = Math.min(best, nearestInPolytope({ halfspaces, from, norm, bounds: [0, 1] })?.distance ?? Infinity);
    }
  }
  return best;
}

/** The network, whose label has more than the layers say: as if rounding had it. */
function held(layers: DenseLayer[], label: number, excess: number): DenseClassifier {
  const model = referenceClassifier(layers, { bounds: [0, 1] });
  const lifted = ({ data, shape }: Batch): Batch => ({
    data: data.map((v, k) => (k % CLASSES === label ? v + excess : v)),
    shape,
  });
  return {
    ...model,
    logits: async (x) => lifted(await model.logits(x)),
    vjp: async (x) => {
      const { logits, backward } = await model.vjp(x);
      return { logits: lifted(logits), backward };
    },
  };
}

async function found(
  layers: DenseLayer[],
  x: Row,
  label: number,
  norm: ConvexNorm,
  params: object,
  excess = 0,
): Promise<AttackRecord> {
  const model = held(layers, label, excess);
  const examples = { ids: ['x'], inputs: stack([x], [INPUTS]), labels: Int32Array.of(label) };
  for await (const record of attack(model, linearRegions, examples, { norm, params })) return record;
  throw new Error('no record');
}

describe('nearestFirst', () => {
  it.each(NORMS)('finds the optimum of small networks in %s, and proves it', async (norm) => {
    let proven = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { layers, x } = network(seed);
      const label = predictedClass(forward(layers, x));
      const best = optimum(layers, x, { label }, norm);
      const record = await found(layers, x, label, norm, { samples: 0 });
      if (best === Infinity) {
        expect(record.success).toBe(false);
        continue;
      }
      expect(record.distance / best).toBeGreaterThan(1 - 1e-9);
      expect(record.distance / best).toBeLessThan(1 + 1e-6);
      expect(record.exact).toBe(true);
      expect(record.tolerance!).toBeLessThan(1e-5);
      proven++;
    }
    expect(proven).toBeGreaterThan(5);
  });

  it('claims no more than the layers allow where the model agrees to a farther point only', async () => {
    let claims = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { layers, x } = network(seed);
      const label = predictedClass(forward(layers, x));
      const best = optimum(layers, x, { label }, 'l2');
      const record = await found(layers, x, label, 'l2', { samples: 0 }, 3e-5);
      if (!record.exact) continue;
      claims++;
      expect(record.distance).toBeGreaterThan(best * (1 + 1e-6));
      expect(record.distance * (1 - record.tolerance!)).toBeLessThanOrEqual(best * (1 + 1e-9));
    }
    expect(claims).toBeGreaterThan(2);
  });

  it('claims nothing where the regions were not all looked at', async () => {
    const claims = [];
    for (let seed = 0; seed < 12; seed++) {
      const { layers, x } = network(seed);
      const { exact } = await found(layers, x, predictedClass(forward(layers, x)), 'l2', { samples: 0, regions: 0 });
      claims.push(exact === true);
    }
    expect(claims).toContain(false);
  });
});
