/**
 * Medians of the engine: `node tools/bench/src/engine.mjs`, after a build.
 *
 * Every engine and thread count runs in a process of its own: two sessions with threads in one process disturb one another.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { denseClassifier, GraphBuilder, loadRuntime } from '@fragility/engine';
import { trainDense } from '@fragility/training';

const cases = [
  { name: 'the two bare matrix products of the next line', unit: 'ms', run: 'products', aims: {} },
  {
    name: '784-3000-10 logits + input gradient, batch 100',
    unit: 'ms',
    run: 'gradient',
    aims: { 'native 1': 6.5, 'native 2': 4, 'wasm 1': 40 },
  },
  { name: '784-3000-10 the same in float64', unit: 'ms', run: 'gradient64', aims: {} },
  { name: '12-100-12 vjp, batch 1', unit: 'µs', run: 'single', aims: { 'native 1': 40, 'native 2': 40, 'wasm 1': 60 } },
  { name: '784-3000-10 Adam step, batch 128', unit: 'ms', run: 'adam', aims: { 'native 1': 20, 'native 2': 20 } },
];
const settings = ['native 1', 'native 2', 'wasm 1'];

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

function uniform(size, seed, scale = 1) {
  let state = seed;
  return Float64Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return scale * (state / 2 ** 31 - 1);
  });
}

const network = (widths) =>
  widths.slice(1).map((outputs, k) => ({
    inputs: widths[k],
    outputs,
    weight: uniform(widths[k] * outputs, k + 1, Math.sqrt(6 / widths[k])),
    bias: new Float64Array(outputs),
    activation: { kind: k === widths.length - 2 ? 'identity' : 'relu' },
  }));

/** Median milliseconds of `task`, after a warm-up. */
async function time(task, runs) {
  for (let k = 0; k < runs / 4; k++) await task();
  const times = [];
  for (let k = 0; k < runs; k++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function gradient(engine, widths, n, precision, runs) {
  const model = await denseClassifier(network(widths), { ...engine, precision });
  const x = { data: uniform(n * widths[0], 7), shape: [n, widths[0]] };
  const c = { data: uniform(n * widths.at(-1), 8), shape: [n, widths.at(-1)] };
  const result = await time(async () => (await model.vjp(x)).backward(c), runs);
  await model.dispose();
  return result;
}

/** What no implementation on this runtime and machine goes below: [100, 784] × [784, 3000], and [100, 3000] × [3000, 784]. */
async function products({ engine, threads }) {
  const runtime = await loadRuntime(engine, { threads });
  let sum = 0;
  for (const [inner, outer] of [
    [784, 3000],
    [3000, 784],
  ]) {
    const b = new GraphBuilder('product');
    b.input({ name: 'a', type: 'float32', shape: [100, inner] });
    b.constant({ type: 'float32', shape: [inner, outer], data: new Float32Array(uniform(inner * outer, 1)) }, 'b');
    b.output({ name: b.node('MatMul', ['a', 'b']), type: 'float32', shape: [100, outer] });
    const session = await runtime.session(b.build());
    const a = { data: new Float32Array(uniform(100 * inner, 2)), shape: [100, inner] };
    sum += await time(() => session.run({ a }), 40);
    await session.release();
  }
  return sum;
}

async function adam(engine) {
  const n = 2048;
  const times = [];
  let last;
  await trainDense({
    ...engine,
    layers: network([784, 3000, 10]),
    inputs: { data: uniform(n * 784, 3), shape: [n, 784] },
    targets: Int32Array.from({ length: n }, (_, i) => i % 10),
    loss: 'cross-entropy',
    optimizer: 'adam',
    learningRate: 1e-4,
    batchSize: 128,
    steps: 48,
    onStep: () => {
      const now = performance.now();
      if (last !== undefined) times.push(now - last);
      last = now;
    },
  });
  return median(times.slice(8));
}

const benchmarks = {
  products,
  gradient: (engine) => gradient(engine, [784, 3000, 10], 100, 'float32', 40),
  gradient64: (engine) => gradient(engine, [784, 3000, 10], 100, 'float64', 12),
  single: async (engine) => 1000 * (await gradient(engine, [12, 100, 12], 1, 'float32', 8000)),
  adam,
};

if (process.argv[2]) {
  const [name, threads] = process.argv[2].split(' ');
  const results = {};
  for (const { run } of cases) results[run] = await benchmarks[run]({ engine: name, threads: Number(threads) });
  console.log(JSON.stringify(results));
} else {
  const file = fileURLToPath(import.meta.url);
  const results = Object.fromEntries(
    settings.map((setting) => [
      setting,
      JSON.parse(execFileSync(process.execPath, [file, setting], { encoding: 'utf8' })),
    ]),
  );
  const cell = ({ run, unit, aims }, setting) => {
    const aim = aims[setting];
    return `${results[setting][run].toFixed(1)} ${unit}${aim === undefined ? '' : ` (≤ ${aim})`}`;
  };
  console.table(
    Object.fromEntries(cases.map((each) => [each.name, Object.fromEntries(settings.map((s) => [s, cell(each, s)]))])),
  );
}
