import { referenceClassifier, type DenseClassifier } from '@fragility/model';

/**
 * The same decisions from logits that are `factor` times as steep: smallest perturbations stay what they are.
 *
 *     f(x) ← factor · f(x),   factor > 0
 *
 * @example steepened(linearProblem(1, true, 2).model, 10).layers.length; // 1
 */
export function steepened(model: DenseClassifier, factor: number): DenseClassifier {
  const { layers, bounds, inputShape } = model;
  const last = layers.at(-1)!;
  const weight = last.weight.map((w) => factor * w);
  const bias = last.bias.map((b) => factor * b);
  return referenceClassifier([...layers.slice(0, -1), { ...last, weight, bias }], { bounds, inputShape });
}
