import { groupBy, type Summary, type SweptRow, VEGA_LITE } from '@fragility/analysis';
import { linearFit, maximum, mean, median, spearman } from '@fragility/numerics';
import { predictionGallery } from './prediction-gallery.js';

interface PredictionRow extends SweptRow {
  readonly predicted: number;
  readonly measured: number;
  readonly path_compression: number;
  readonly path_residual: number;
}

/** Slope, R², Spearman and a scatter of predicted against measured, per model, over the whole sweep. */
export function summarisePrediction(given: readonly SweptRow[]): Summary {
  const rows = given.filter(({ measured }) => typeof measured === 'number') as PredictionRow[];
  const fits = [...groupBy(rows, ({ model }) => model).entries()]
    .filter(([, group]) => group.length >= 3)
    .map(([model, group]) => {
      const predicted = group.map((row) => row.predicted);
      const measured = group.map((row) => row.measured);
      const { slope, intercept, r2 } = linearFit(predicted, measured);
      return {
        model,
        n: group.length,
        slope,
        intercept,
        r2,
        spearman: spearman(predicted, measured),
        median_ratio: median(group.map((row) => row.measured / row.predicted)),
        mean_compression: mean(group.map((row) => row.path_compression)),
        largest_path_residual: group.reduce((most, row) => Math.max(most, row.path_residual), 0),
      };
    });
  const galleries = predictionGallery(given);
  if (fits.length === 0) return galleries.length > 0 ? { galleries } : {};
  const most = maximum(rows.map(({ predicted }) => predicted));
  const lines = fits.flatMap(({ model, slope, intercept }) =>
    [0, most].map((x) => ({ model, predicted: x, measured: intercept + slope * x })),
  );
  const axis = { type: 'quantitative' };
  return {
    headlines: fits.map(({ model, n, slope, r2, spearman: rank }) => ({
      label: `${model}: predicted against measured`,
      value: `slope ${slope.toPrecision(3)}, R² ${r2.toPrecision(3)}, Spearman ${rank.toPrecision(3)} over ${n} pairs`,
    })),
    galleries,
    metrics: Object.fromEntries(
      fits.flatMap(({ model, n, slope, r2, spearman: rank }) => [
        [`${model}/slope`, slope],
        [`${model}/r2`, r2],
        [`${model}/spearman`, rank],
        [`${model}/pairs`, n],
      ]),
    ),
    tables: [
      {
        name: 'compression-prediction-fit',
        title: 'How well compression predicts the smallest perturbation',
        rows: fits,
      },
    ],
    figures: [
      {
        name: 'compression-prediction',
        caption:
          'Smallest L2 perturbation found against boundary distance × path-averaged |cos θ|, one point per pair. Solid: least squares. Dashed: measured = predicted.',
        spec: {
          $schema: VEGA_LITE,
          width: 520,
          height: 360,
          layer: [
            {
              data: { values: rows.map(({ model, predicted, measured }) => ({ model, predicted, measured })) },
              mark: { type: 'point', filled: true, opacity: 0.45, size: 30 },
              encoding: {
                x: { field: 'predicted', ...axis, title: 'predicted (L2)' },
                y: { field: 'measured', ...axis, title: 'measured (L2)' },
                color: { field: 'model', type: 'nominal', title: 'model' },
              },
            },
            {
              data: { values: lines },
              mark: { type: 'line' },
              encoding: {
                x: { field: 'predicted', ...axis },
                y: { field: 'measured', ...axis },
                color: { field: 'model', type: 'nominal' },
              },
            },
            {
              name: 'measured = predicted',
              data: { values: [0, most].map((v) => ({ predicted: v, measured: v })) },
              mark: { type: 'line', strokeDash: [5, 4], color: '#555' },
              encoding: { x: { field: 'predicted', ...axis }, y: { field: 'measured', ...axis } },
            },
          ],
        },
      },
    ],
  };
}
