import { expect, it } from '@jest/globals';
import { drawable } from './names.js';
import { toSvg } from './render.js';

const NAMES = Object.getOwnPropertyNames(Object.prototype);

const figure = (names: readonly string[], of = 'model') => ({
  name: 'f',
  caption: '',
  spec: {
    data: { values: names.flatMap((name) => [1, 2].map((x) => ({ x, y: x, ...Object.fromEntries([[of, name]]) }))) },
    mark: 'line',
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      color: { field: of, type: 'nominal' },
    },
  },
});

it.each(NAMES)('draws a series named %s', async (name) => {
  expect(await toSvg(figure(['a', name]))).toContain(`>${name}</text>`);
});

it('draws all of them, and a column of such a name', async () => {
  const svg = await toSvg(figure(NAMES, 'constructor'));
  for (const name of NAMES) expect(svg).toContain(`>${name}</text>`);
});

it('leaves other specifications as they are', () => {
  const { spec } = figure(['a', 'b']);
  expect(drawable(spec)).toEqual(spec);
});
