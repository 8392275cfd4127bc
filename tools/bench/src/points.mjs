/**
 * Every attack's point is a test of every bound: random rectifier networks, dense and with convolutions and maxima, attacked in L∞, L2 and L1. Of each point, the outputs
 * and margins in float64 are compared with the interval, CROWN and α-CROWN bounds of the ball that ends at it, every second with the box; a point that
 * is below a bound is told, and the exit code is 1.
 *
 * Build first: npm run build. Usage: node tools/bench/src/points.mjs [POINTS [SEED]], default 10000 and 0.
 */
import { attack } from '@fragility/attack';
import { hopSkipJump, square } from '@fragility/attacks-black-box';
import gradient from '@fragility/attacks-gradient';
import minimalNorm from '@fragility/attacks-minimal-norm';
import {
  ballRegion,
  boundNetworkOf,
  boundOutputs,
  boundRows,
  GraphBuilder,
  graphClassifier,
  marginsOf,
  outputsAt,
} from '@fragility/engine';
import { distance, random } from '@fragility/numerics';

const [points = '10000', seed = '0'] = process.argv.slice(2);
const ATTACKS = [...gradient.provides, ...minimalNorm.provides, square, hopSkipJump];
const METHODS = [
  ['interval', {}],
  ['crown', {}],
  ['crown', { intersect: true }],
  ['alpha-crown', {}],
  ['alpha-crown', { intersect: true, steps: 8 }],
];
/** Budgets that about half of the examples withstand, and examples a network is attacked at. */
const [BUDGETS, EXAMPLES] = [{ linf: 0.15, l2: 0.4, l1: 1 }, 16];
const SIDE = 5;
/** Steps of C&W, which takes 10 000 for each constant by itself: most of the time of all attacks. */
const PARAMS = { cw: { steps: 500 } };

/** A random network of one of three kinds on images of 5 × 5 pixels. */
function networkOf(kind, { normal }) {
  const b = new GraphBuilder(kind);
  const w = (...shape) => {
    const count = shape.reduce((p, q) => p * q, 1);
    const scale = 1.6 / Math.sqrt(Math.max(1, count / shape[0]));
    return b.constant({ type: 'float32', shape, data: Float32Array.from({ length: count }, () => scale * normal()) });
  };
  const dense = (x, from, to) => b.node('Gemm', [x, w(to, from), w(to)], { transB: 1 });
  const x = b.input({ name: 'x', type: 'float32', shape: ['batch', 1, SIDE, SIDE] });
  let y = x;
  if (kind === 'dense') y = b.node('Relu', [dense(b.node('Flatten', [y]), SIDE * SIDE, 12)]);
  else y = b.node('Relu', [b.node('Conv', [y, w(3, 1, 2, 2), w(3)])]);
  if (kind === 'pooled') y = b.node('MaxPool', [y], { kernel_shape: [2, 2], strides: [1, 1] });
  const width = { dense: 12, convolutional: 48, pooled: 27 }[kind];
  y = b.node('Relu', [dense(kind === 'dense' ? y : b.node('Flatten', [y]), width, 8)]);
  b.output({ name: dense(y, 8, 4), type: 'float32', shape: ['batch', 4] });
  return b.build();
}

const counts = {};
let [tested, compared, violations] = [0, 0, 0];
const summary = () =>
  `${tested} points of ${Object.keys(counts).length} attacks, ${compared} comparisons, ${violations} violations`;
for (let round = 0; tested < Number(points); round++) {
  const kind = ['dense', 'convolutional', 'pooled'][round % 3];
  const stream = random(`points ${seed} ${round}`);
  const model = await graphClassifier(networkOf(kind, stream), { engine: 'native', threads: 1, bounds: [0, 1] });
  const network = boundNetworkOf(model);
  const data = Float64Array.from({ length: EXAMPLES * SIDE * SIDE }, stream.uniform);
  const centres = Array.from({ length: EXAMPLES }, (_, i) => data.slice(i * SIDE * SIDE, (i + 1) * SIDE * SIDE));
  const labels = centres.map((x) => {
    const y = outputsAt(network, x);
    return y.indexOf(Math.max(...y));
  });
  const examples = {
    inputs: { data, shape: [EXAMPLES, 1, SIDE, SIDE] },
    labels: Int32Array.from(labels),
    ids: labels.map((_, i) => String(i)),
  };
  const definition = ATTACKS[round % ATTACKS.length];
  for (const norm of definition.norms.filter((name) => name in BUDGETS)) {
    const fixed = definition.goal === 'fixed-budget';
    for await (const record of attack(model, definition, examples, {
      norm,
      params: PARAMS[definition.name],
      ...(fixed && { budgets: [BUDGETS[norm]] }),
    })) {
      if (!record.candidate || record.skipped) continue;
      const at = Number(record.id);
      const x = Float64Array.from(record.candidate);
      const radius = distance(x, centres[at], norm) * (1 + 1e-12);
      const [y, rows] = [outputsAt(network, x), marginsOf(labels[at], 4)];
      tested++;
      if (tested % 1000 === 0) console.log(summary());
      counts[definition.name] = (counts[definition.name] ?? 0) + 1;
      const bounds = tested % 2 === 0 ? null : [0, 1];
      const region = ballRegion({ centre: centres[at], radius, norm, bounds });
      for (const [method, options] of METHODS) {
        const [lower, outputs] = [
          boundRows(network, region, rows, { method, ...options }),
          boundOutputs(network, region, { method, ...options }),
        ];
        const others = Array.from(y.keys()).filter((j) => j !== labels[at]);
        const isBelow =
          others.some((j, k) => y[labels[at]] - y[j] < lower[k]) ||
          y.some((v, k) => v < outputs.lower[k] || v > outputs.upper[k]);
        compared += others.length + 2 * y.length;
        if (!isBelow) continue;
        violations++;
        console.log(`VIOLATION: ${kind} network ${round}, ${definition.name}, ${norm}, ${method}, example ${at}`);
      }
    }
  }
  await model.dispose?.();
}
console.log(summary());
process.exitCode = violations > 0 ? 1 : 0;
