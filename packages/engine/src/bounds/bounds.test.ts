import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { GraphBuilder } from '../graph/builder.js';
import { graphClassifier } from '../import/classifier.js';
import { boundNetwork } from './compile.js';
import { boundNetworkOf } from './of-model.js';
import { outputsAt, valuesAt } from './evaluate.js';
import { floatError } from './float-error.js';
import { boundOutputs, boundRows, crownRows, type BoundMethod } from './margins.js';
import { optimise } from './optimise.js';
import type { Lines } from './passes/relaxation.js';
import { intervals } from './passes/interval.js';
import { ballRegion, boxRegion } from './region.js';
import { relax } from './relax.js';
import { marginsOf } from './specification.js';
import { balls, graphOf, nets, pointIn } from './testing/nets.js';

const METHODS: readonly BoundMethod[] = ['interval', 'crown', 'alpha-crown'];

describe.each(nets)('%s', (name, shape, outputs, body) => {
  const graph = graphOf(name, shape, outputs, body);
  const network = boundNetwork(graph);
  const stream = random(`${name} points`);

  it('is the network that the runtime evaluates', async () => {
    const x = Float64Array.from({ length: 5 * network.inputs }, stream.normal);
    const model = await graphClassifier(floatGraph(graph), { engine: 'native' });
    const expected = (await model.logits({ data: x, shape: [5, ...shape] })).data;
    outputsAt(network, x, 5).forEach((v, k) => expect(v).toBeCloseTo(expected[k]!, 4));
    await model.dispose!();
  });

  it('keeps every point of a ball within every bound', () => {
    const specification = marginsOf(0, outputs);
    for (const { centre, radius, norm, region } of balls(stream, network.inputs)) {
      const bounds = METHODS.map((method) => ({
        rows: boundRows(network, region, specification, { method }),
        outputs: boundOutputs(network, region, { method }),
      }));
      const tight = boundRows(network, region, specification, { method: 'crown', intersect: true });
      const ranges = [
        intervals(network, region),
        relax(network, region).ranges,
        relax(network, region, { steps: 5 }).ranges,
      ];
      bounds[2]!.rows.forEach((v, i) => expect(v).toBeGreaterThanOrEqual(bounds[1]!.rows[i]! - 1e-9));
      let violated = 0;
      const check = (holds: boolean): unknown => holds || violated++;
      for (let t = 0; t < 150; t++) {
        const x = pointIn(stream, centre, radius, norm, region);
        const values = valuesAt(network, x, 1);
        const f = values[network.last]!;
        for (const { rows, outputs: ends } of bounds) {
          rows.forEach((v, i) => check(f[0]! - f[i + 1]! >= v));
          f.forEach((v, k) => check(v >= ends.lower[k]! && v <= ends.upper[k]!));
        }
        tight.forEach((v, i) => check(f[0]! - f[i + 1]! >= v));
        for (const of of ranges)
          of.forEach((range, v) => {
            values[v]!.forEach((z, k) =>
              check(!range || (z >= range.lower[k]! - 1e-12 && z <= range.upper[k]! + 1e-12)),
            );
          });
      }
      expect(violated).toBe(0);
    }
  });
});

/** The same graph in float32. */
function floatGraph(graph: ReturnType<typeof graphOf>): ReturnType<typeof graphOf> {
  const single = (port: (typeof graph.inputs)[number]) => ({ ...port, type: 'float32' as const });
  const constants = new Map(
    [...graph.constants].map(([key, c]) => [
      key,
      { ...c, type: 'float32' as const, data: new Float32Array(c.data as Float64Array) },
    ]),
  );
  return { ...graph, inputs: graph.inputs.map(single), outputs: graph.outputs.map(single), constants };
}

const relu2 = boundNetwork(graphOf(...nets[0]!));

it('are beside the least value on a dense grid in two dimensions', () => {
  const region = ballRegion({ centre: Float64Array.of(0.4, 0.6), radius: 0.3, norm: 'linf' });
  let least = Infinity;
  for (let i = 0; i <= 200; i++)
    for (let j = 0; j <= 200; j++) {
      const f = outputsAt(relu2, Float64Array.of(0.1 + (0.6 * i) / 200, 0.3 + (0.6 * j) / 200));
      least = Math.min(least, f[0]! - f[1]!);
    }
  const [interval, crown, alpha] = METHODS.map(
    (method) => boundRows(relu2, region, marginsOf(0, 3, [1]), { method })[0]!,
  );
  expect(alpha).toBeLessThanOrEqual(least);
  expect(crown).toBeLessThanOrEqual(alpha!);
  expect(interval).toBeLessThan(crown!);
  expect(least - alpha!).toBeLessThan(0.5 * (least - interval!));
});

it('hold under splits where these hold, and are tighter with more of them', () => {
  const region = ballRegion({ centre: Float64Array.of(0.4, 0.6), radius: 0.5, norm: 'linf' });
  const relaxed = relax(relu2, region);
  const step = 1;
  const { lower, upper } = relaxed.ranges[1]!;
  const units = Array.from(lower.keys()).filter((u) => lower[u]! < 0 && upper[u]! > 0);
  expect(units.length).toBeGreaterThan(1);
  const specification = marginsOf(0, 3, [1]);
  const without = optimise(relaxed, specification, { steps: 60 }).lower[0]!;
  let violated = 0;
  for (const sign of [1, -1] as const)
    for (const unit of units) {
      const bound = optimise(relaxed, specification, { steps: 60, splits: [[{ step, unit, sign }]] }).lower[0]!;
      expect(bound).toBeGreaterThan(without - 1e-3);
      for (let i = 0; i <= 60; i++)
        for (let j = 0; j <= 60; j++) {
          const values = valuesAt(relu2, Float64Array.of(-0.1 + i / 60, 0.1 + j / 60), 1);
          const f = values.at(-1)!;
          if (values[1]![unit]! * sign >= 0 && f[0]! - f[1]! < bound) violated++;
        }
    }
  expect(violated).toBe(0);
});

it('notice a wrong slope, a wrong sign and a bias that is left out', () => {
  const region = ballRegion({ centre: Float64Array.of(0.4, 0.6), radius: 0.5, norm: 'linf' });
  const broken = (change: (lines: Lines) => void): boolean => {
    const relaxed = relax(relu2, region);
    change(relaxed.relaxations[1] as Lines);
    change(relaxed.relaxations[3] as Lines);
    const bounds = crownRows(relaxed, marginsOf(0, 3));
    for (let i = 0; i <= 40; i++)
      for (let j = 0; j <= 40; j++) {
        const f = outputsAt(relu2, Float64Array.of(-0.1 + i / 40, 0.1 + j / 40));
        if (bounds.some((v, k) => f[0]! - f[k + 1]! < v)) return true;
      }
    return false;
  };
  expect(broken(() => undefined)).toBe(false);
  expect(broken(({ upperIntercept }) => upperIntercept.fill(0))).toBe(true);
  expect(broken(({ lowerIntercept, upperIntercept }) => lowerIntercept.set(upperIntercept))).toBe(true);
  expect(broken(({ lowerSlope }) => lowerSlope.forEach((v, k) => (lowerSlope[k] = 1.6 * v + 0.3)))).toBe(true);
});

it('refuse a node without a rule, by its name', () => {
  const b = new GraphBuilder('net');
  const x = b.input({ name: 'x', type: 'float32', shape: ['batch', 2] });
  b.output({ name: b.node('Erf', [x], {}, 'error function'), type: 'float32', shape: ['batch', 2] });
  expect(() => boundNetwork(b.build())).toThrow(/operator Erf \(node 'error function'\) has no bound rule; certify/);
});

it('refuse a region that is none', () => {
  expect(() => boxRegion(Float64Array.of(1), Float64Array.of(0))).toThrow(/coordinate 0 ranges from 1 to 0/);
  expect(() => ballRegion({ centre: Float64Array.of(1), radius: -1, norm: 'l2' })).toThrow(/radius is -1/);
});

it('of a float32 evaluation cover its rounding', async () => {
  const graph = floatGraph(graphOf(...nets[4]!));
  const network = boundNetwork(graph);
  const model = await graphClassifier(graph, { engine: 'native' });
  const stream = random('rounding');
  const centre = Float64Array.from({ length: 32 }, stream.uniform);
  const region = ballRegion({ centre, radius: 0.3, norm: 'linf' });
  const error = floatError(network, region);
  const x = Float64Array.from({ length: 32 * 200 }, (_, k) => centre[k % 32]! + 0.6 * stream.uniform() - 0.3);
  const [exact, run] = [outputsAt(network, x, 200), (await model.logits({ data: x, shape: [200, 2, 4, 4] })).data];
  exact.forEach((v, k) => expect(Math.abs(v - run[k]!)).toBeLessThan(error[k % 3]!));
  expect(Math.max(...error)).toBeLessThan(1e-4);
  await model.dispose!();
});

it('read what a classifier runs, and refuse one that cannot be read', async () => {
  const graph = floatGraph(graphOf(...nets[5]!));
  const model = await graphClassifier(graph, { engine: 'native', bounds: [0, 255], std: 255 });
  const x = Float64Array.from({ length: 25 }, (_, k) => 10 * k);
  const { data } = await model.logits({ data: x, shape: [1, 1, 5, 5] });
  outputsAt(boundNetworkOf(model), x).forEach((v, k) => expect(v).toBeCloseTo(data[k]!, 4));
  await model.dispose!();
  const { logits, inputShape, classes, bounds, precision } = model;
  expect(() => boundNetworkOf({ logits, inputShape, classes, bounds, precision })).toThrow(/no graph that can be read/);
});
