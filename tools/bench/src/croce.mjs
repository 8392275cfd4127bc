/**
 * The linear-region attack of Croce, Rauber & Hein (arXiv:1903.11359) for one hidden ReLU layer and inputs in [0, 1], written anew in plain loops
 * after its paper and the constants of its authors: 400 regions, 500 dual iterations, γ = 6, decision rows of norm 75, walls of mean norm 1.
 */
import { distance, dot, predictedClass, random, row } from '@fragility/numerics';
import { affineMap, forward, preActivation } from '@fragility/numerics/dense';

const [ITERATIONS, GAMMA, FACTOR, TOWARDS] = [500, 6, 75, 0.8];

/** First of the points x + s (z − x), s ascending, of another class. */
function firstFooled(layers, x, label, z, factors) {
  for (const s of factors) {
    const point = x.map((v, k) => v + s * (z[k] - v));
    if (predictedClass(forward(layers, point)) !== label) return point;
  }
  return null;
}
const steps = (low, high, n) => Array.from({ length: n }, (_, k) => low + ((high - low) * k) / (n - 1));

/** The nearest image of another class, moved towards x. */
function start(layers, x, label, train) {
  const order = Array.from(train.labels.keys())
    .filter((i) => train.labels[i] !== label)
    .map((i) => ({ z: row(train.inputs, i), far: distance(row(train.inputs, i), x, 'l2') }))
    .sort((a, b) => a.far - b.far);
  const { z } = order.find((one) => predictedClass(forward(layers, one.z)) !== label);
  return firstFooled(layers, x, label, z, steps(0.01, 1, 100));
}

/** A point near the best one, more often on the side of x. */
function sample(x, best, stream) {
  const towards = x.map((v, k) => v - best[k]);
  const size = Math.sqrt(dot(towards, towards));
  const aside = x.map(() => stream.normal());
  const along = dot(aside, towards) / size ** 2;
  for (let k = 0; k < x.length; k++) aside[k] -= along * towards[k];
  const width = Math.sqrt(dot(aside, aside));
  let angle = Math.PI * stream.uniform();
  if (stream.uniform() > TOWARDS) angle = -angle;
  const length = size * stream.uniform() ** GAMMA;
  return best.map(
    (v, k) => v + length * ((Math.sin(angle) * towards[k]) / size + (Math.cos(angle) * aside[k]) / width),
  );
}

/** x₀ − x' of the multipliers: the minimiser of the Lagrangian in the box. */
function fromMultipliers(rows, mu, x, move) {
  move.fill(0);
  rows.forEach((one, i) => {
    const factor = mu[i];
    if (factor !== 0) for (let k = 0; k < x.length; k++) move[k] += factor * one[k];
  });
  let box = 0;
  for (let k = 0; k < x.length; k++) {
    const above = Math.max(0, x[k] - move[k] - 1);
    move[k] += above - Math.max(0, move[k] - x[k]);
    box += above;
  }
  return box;
}

/** min ½‖z − x‖² with A z ≤ b and z in the box, by accelerated projected gradients of the dual, until it exceeds `bound`. */
function solve(rows, limits, x, lipschitz, bound) {
  const start = Float64Array.from(rows, (one, i) => dot(one, x) - limits[i]);
  let mu = new Float64Array(rows.length);
  let last = mu.slice();
  let [best, most] = [x, 0];
  const move = new Float64Array(x.length);
  for (let k = 1; k <= ITERATIONS; k++) {
    const previous = last;
    last = mu.map((m, i) => Math.max(0, m + (start[i] - dot(rows[i], move)) / lipschitz));
    mu = last.map((m, i) => Math.max(0, m + (k / (k + 3)) * (m - previous[i])));
    const box = fromMultipliers(rows, mu, x, move);
    const half = dot(move, move) / 2;
    const dual = -half + dot(x, move) - limits.reduce((sum, b, i) => sum + b * mu[i], 0) - box;
    if (dual > most) [best, most] = [x.map((v, i) => v - move[i]), dual];
    if (dual >= bound) return null;
    const worst = rows.reduce((top, one, i) => Math.max(top, start[i] - dot(one, move)), -Infinity);
    if (Math.abs(half - dual) <= 1e-6 && worst <= 1e-8 && (k >= 200 || worst < 0)) break;
  }
  return best;
}

/** Largest eigenvalue of AᵀA by 20 power iterations. */
function operatorNorm(rows, x) {
  let [v, size] = [x, 1];
  for (let k = 0; k < 20; k++) {
    const next = new Float64Array(x.length);
    for (const one of rows) {
      const factor = dot(one, v);
      for (let c = 0; c < x.length; c++) next[c] += factor * one[c];
    }
    size = Math.sqrt(dot(next, next));
    v = next.map((value) => value / size);
  }
  return size;
}

function attackOne(layers, x, label, train, regions, stream) {
  if (predictedClass(forward(layers, x)) !== label) return 0;
  const [hidden] = layers;
  const d = x.length;
  const units = Array.from({ length: hidden.outputs }, (_, u) => hidden.weight.subarray(u * d, (u + 1) * d));
  const norm = units.reduce((sum, one) => sum + Math.sqrt(dot(one, one)), 0) / units.length;
  let best = start(layers, x, label, train);
  let far = distance(best, x, 'l2');
  for (let k = 0; k < regions; k++) {
    const at = sample(x, best, stream);
    const signs = preActivation(hidden, at).map((z) => (z > 0 ? -1 : 1));
    const walls = units.map((one, u) => one.map((w) => (signs[u] * w) / norm));
    const wallLimits = hidden.bias.map((b, u) => (-signs[u] * b) / norm);
    const { weight, bias } = affineMap(layers, at);
    const decisions = Array.from(bias.keys())
      .filter((j) => j !== label)
      .map((j) => {
        const normal = Float64Array.from({ length: d }, (_, c) => weight[label * d + c] - weight[j * d + c]);
        const factor = FACTOR / Math.sqrt(dot(normal, normal));
        return { normal: normal.map((w) => factor * w), limit: factor * (bias[j] - bias[label]) };
      });
    const lipschitz = operatorNorm([...decisions.map(({ normal }) => normal), ...walls], x);
    for (const { normal, limit } of decisions) {
      const z = solve([normal, ...walls], Float64Array.of(limit, ...wallLimits), x, lipschitz, far ** 2 / 2);
      const reach = z && distance(z, x, 'l2');
      if (!z || reach === 0 || reach >= far) continue;
      const ratio = far / reach;
      const factors = ratio > 1.1 ? steps(0.9, 1.1, 101) : steps(0.9, ratio, 102).slice(0, -1);
      let point = firstFooled(layers, x, label, z, factors);
      if (point && distance(point, x, 'l2') <= 0.9000001 * reach)
        point = firstFooled(layers, x, label, z, steps(0.009, 0.9, 100)) ?? point;
      if (point && distance(point, x, 'l2') < far) [best, far] = [point, distance(point, x, 'l2')];
    }
  }
  return far;
}

/** Distances of all examples; `train` are images to start from. */
export const croce = (layers, { inputs, labels }, train, { regions }) =>
  Array.from(labels, (label, i) => attackOne(layers, row(inputs, i), label, train, regions, random(`croce/${i}`)));
