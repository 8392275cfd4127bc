import { describe, expect, it } from '@jest/globals';
import { boundOutputs, boundRows, type BoundMethod } from './margins.js';
import { ballRegion } from './region.js';
import { marginsOf } from './specification.js';
import {
  fixtureFolder,
  mnistImage,
  networkIn,
  normOf,
  readJson,
  type Fixture,
  type FixtureBounds,
  type FixtureCase,
} from './testing/fixtures.js';

const folder = fixtureFolder();
const TINY = ['tiny-a', 'tiny-b', 'tiny-conv', 'tiny-tanh', 'tiny-residual', 'tiny-maxpool'];

/** The largest difference, relative to the largest number. */
const apart = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  theirs.reduce((most, v, k) => Math.max(most, Math.abs(ours[k]! - v)), 0) /
  theirs.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);

/** Least of ours minus theirs. */
const above = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  theirs.reduce((least, v, k) => Math.min(least, ours[k]! - v), Infinity);

(folder ? describe : describe.skip)('bounds beside independent ones', () => {
  const each = (
    name: string,
    every: number,
    visit: (given: FixtureCase, bounds: (method: BoundMethod) => FixtureBounds) => void,
  ): void => {
    const network = networkIn(folder!, `nets/${name}.onnx`);
    const { inputs, cases } = readJson<Fixture>(folder!, `bounds/${name}.json`);
    for (const given of cases.filter((_, k) => k % every === 0)) {
      const { x, mnistTestIndex, label, targets } = inputs[given.input]!;
      const centre = x ? Float64Array.from(x) : mnistImage(folder!, mnistTestIndex!);
      const region = ballRegion({
        centre,
        radius: given.radius,
        norm: normOf(given.norm),
        bounds: given.norm === 'inf' ? given.box : null,
      });
      visit(given, (method) => {
        const outputs = boundOutputs(network, region, { method });
        const margins = boundRows(network, region, marginsOf(label, network.outputs, targets), { method });
        return { lower: Array.from(outputs.lower), upper: Array.from(outputs.upper), margins: Array.from(margins) };
      });
    }
  };

  it.each([...TINY.map((name) => [name, 1e-9, 4] as const), ['rsl18a', 1e-9, 5] as const])(
    '%s: interval and CROWN',
    (name, tolerance, every) => {
      each(name, every, (given, bounds) => {
        const [interval, crown] = [bounds('interval'), bounds('crown')];
        const theirs = given.crownExactTangents ?? given.crown;
        for (const which of ['lower', 'upper', 'margins'] as const) {
          expect(apart(interval[which], given.ibp[which])).toBeLessThan(tolerance);
          expect(apart(crown[which], theirs[which])).toBeLessThan(tolerance);
        }
      });
    },
  );

  it.each(TINY)('%s: α-CROWN', (name) => {
    let worst = Infinity;
    each(name, 7, (given, bounds) => {
      if (!given.alphaCrown) return;
      const alpha = bounds('alpha-crown');
      const scale = Math.max(...given.alphaCrown.margins.map(Math.abs));

      worst = Math.min(worst, above(alpha.margins, given.alphaCrown.margins) / scale);
      if (given.exactMargins) expect(above(given.exactMargins, alpha.margins)).toBeGreaterThan(-1e-12);
      if (given.sampled) expect(above(given.sampled.margins, alpha.margins)).toBeGreaterThan(0);
    });
    expect(worst).toBeGreaterThan(-0.005);
  });
});
