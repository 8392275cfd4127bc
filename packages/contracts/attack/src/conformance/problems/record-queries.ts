import { isDifferentiable, type Classifier, type DifferentiableClassifier } from '@fragility/model';
import { rows, type Batch, type Row } from '@fragility/numerics';
import { withMembers } from '@fragility/plugin';

/**
 * The same model, and the points of its queries, in order: `logitsAt` for logits alone, `gradientsAt` for gradients too; each [d].
 *
 * @example
 * const { model, logitsAt } = recordQueries(linearProblem(1, true, 2, { shape: [4] }).model);
 * await model.logits({ data: new Float64Array(8), shape: [2, 4] });
 * logitsAt.length; // 2
 */
export function recordQueries<M extends Classifier>(model: M): { model: M; logitsAt: Row[]; gradientsAt: Row[] } {
  const [logitsAt, gradientsAt]: [Row[], Row[]] = [[], []];
  const note =
    <A>(points: Row[], call: (x: Batch) => A) =>
    (x: Batch): A => {
      points.push(...rows(x).map((one) => one.slice()));
      return call(x);
    };
  return {
    model: withMembers<Classifier & Partial<DifferentiableClassifier>>(model, {
      logits: note(logitsAt, (x) => model.logits(x)),
      ...(isDifferentiable(model) ? { vjp: note(gradientsAt, (x) => model.vjp(x)) } : {}),
    }) as M,
    logitsAt,
    gradientsAt,
  };
}
