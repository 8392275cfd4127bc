import { describe, expect, it } from '@jest/globals';
import { outputsAt } from '@fragility/engine';
import { fixtureFolder, mnistImage, networkIn, readJson } from '../testing/fixtures.js';
import { smallestPerturbation } from './index.js';

const folder = fixtureFolder();

interface Case {
  readonly norm: 'inf' | 1;
  readonly box: readonly [number, number] | null;
  readonly radius?: number;
  readonly perTarget: readonly { radius: number | null }[];
}

interface Exact {
  readonly inputs?: readonly { x: number[] }[];
  readonly results: readonly ({ input?: number; mnistTestIndex?: number; label: number; cases?: Case[] } & Case)[];
}

(folder ? describe : describe.skip)('smallest perturbations beside those of mixed-integer programs', () => {
  it.each([
    ['tiny-a', Infinity],
    ['tiny-b', Infinity],
    ['tiny-conv', Infinity],
    ['rsl18a', 3],
  ])(
    '%s',
    async (name, most) => {
      const network = await networkIn(folder!, `nets/${name}.onnx`);
      const { inputs, results } = readJson<Exact>(folder!, `exact/${name}.json`);
      for (const { input, mnistTestIndex, label, cases, ...own } of results.slice(0, most))
        for (const { norm, box, radius, perTarget } of cases ?? [own]) {
          const x = inputs?.[input!]?.x;
          const centre = x ? Float64Array.from(x) : mnistImage(folder!, mnistTestIndex!);
          const expected = radius ?? Math.min(...perTarget.map((each) => each.radius ?? Infinity));
          const place = { centre, norm: norm === 'inf' ? ('linf' as const) : ('l1' as const), box };
          const { lower, upper, witness, exact } = await smallestPerturbation(network, place, label);
          expect(exact).toBe(true);
          expect(Math.abs(upper / expected - 1)).toBeLessThan(1e-6);
          expect(Math.abs(lower / expected - 1)).toBeLessThan(1e-6);
          const outputs = outputsAt(network, witness!);
          expect(Math.max(...outputs.filter((_, j) => j !== label))).toBeGreaterThanOrEqual(outputs[label]!);
        }
    },
    60_000,
  );
});
