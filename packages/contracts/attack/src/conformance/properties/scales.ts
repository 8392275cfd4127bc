import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { predictedClass, random, stack, type Norm } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { expectThat, type Check } from '@fragility/plugin';
import type { AttackRecord } from '../../record.js';
import { linearProblem } from '../problems/problem.js';
import { scaled, type Problem, type Subject } from '../subject.js';

const D = 16;
/** Scales at which nothing is rounded otherwise, so that an attack does the same to the bit; and others, at which rounding may lead a search elsewhere. */
const EXACT = [2 ** -10, 2 ** 10];
const ROUNDED = [1e-3, 1e3];
/** Relative difference of distances that rounding explains. */
const CLOSE = 1e-3;

/** Budgets on the network of size 1. */
const BUDGETS: Record<Norm, number> = { linf: 0.3, l2: 0.8, l1: 2, l0: 3 };

/** A ReLU network of inputs of size s, a function of x/s, and inputs: f(x) = g(x/s), x = s·u, bounds ±2s or none. */
function networkAt(scale: number, bounded: boolean): Problem {
  const stream = random('scales');
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity', size: number): DenseLayer => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs) / size),
    bias: Float64Array.from({ length: outputs }, () => 0.3 * stream.normal()),
    activation: { kind },
  });
  const layers = [layer(D, 12, 'relu', scale), layer(12, 3, 'identity', 1)];
  const inputs = Array.from({ length: 2 }, () =>
    Float64Array.from({ length: D }, () => scale * (2 * stream.uniform() - 1)),
  );
  const examples: Examples = {
    inputs: stack(inputs, [D]),
    labels: Int32Array.from(inputs, (x) => predictedClass(forward(layers, x))),
    ids: inputs.map((_, i) => `scaled-${i}`),
  };
  return { model: referenceClassifier(layers, { bounds: bounded ? [-2 * scale, 2 * scale] : null }), examples };
}

/** What does not depend on the scale of the inputs. */
const relative = ({ norm, success, distance }: AttackRecord, scale: number) => ({
  success,
  distance: norm === 'l0' || !success ? distance : distance / scale,
});

/**
 * Inputs, bounds and budgets s times as large, for a model of x/s: the attack does the same, its lengths s times as long. What is caught is a
 * constant length in the units of x, unless the attack says that its method prescribes one. At powers of two nothing is rounded otherwise, so the
 * results must be equal to the bit; at 1e-3 and 1e3 the same is asked within 1e-3 of attacks that promise the optimum, as another rounding may lead
 * any other search to another end, of which no tolerance says anything.
 */
export function scaleChecks({ definition, norm, smallest, reaches, run, check }: Subject): Check[] {
  if (definition.absolute !== undefined) return [];
  const budgetsAt = (scale: number, exact: Float64Array | number) => {
    const factor = norm === 'l0' ? 1 : scale;
    return smallest ? {} : { budgets: [typeof exact === 'number' ? exact * factor : scaled(exact, 1.2 * factor)] };
  };
  const kinds = [true, false].flatMap((bounded) => [
    {
      name: `linear, ${bounded ? 'bounded' : 'unbounded'}`,
      at: async (scale: number) => {
        const options = { seed: 'scales', count: 2, bias: 0.5 };
        const problem = linearProblem(scale, bounded, 3, options);
        const exact = linearProblem(1, bounded, 3, options).optima(norm);
        return run(problem, budgetsAt(scale, exact));
      },
    },
    {
      name: `ReLU network, ${bounded ? 'bounded' : 'unbounded'}`,
      at: async (scale: number) => run(networkAt(scale, bounded), budgetsAt(scale, BUDGETS[norm])),
    },
  ]);
  return kinds.map(({ name, at }) =>
    check(`the same at every scale: ${name}`, async () => {
      const expected = (await at(1)).map((record) => relative(record, 1));
      const compare = async (scale: number, tolerance: number): Promise<void> =>
        (await at(scale)).forEach((record, i) => {
          const [found, unit] = [relative(record, scale), expected[i]!];
          const apart = found.distance === unit.distance ? 0 : Math.abs(found.distance / unit.distance - 1);
          expectThat(
            found.success === unit.success && apart <= tolerance,
            () =>
              `${record.id}: with inputs of size ${scale} success ${found.success} at ${found.distance} × ${scale}, with size 1 success ${unit.success} at ${unit.distance}; scale lengths by the bounds, the budget or the input`,
          );
        });
      for (const scale of EXACT) await compare(scale, 0);
      if (reaches) for (const scale of ROUNDED) await compare(scale, CLOSE);
    }),
  );
}
