import { describe, expect, it } from '@jest/globals';
import { toSvg } from './render.js';
import { distinguished } from './series.js';
import { DASHES, PALETTE, SHAPES } from './theme.js';

type Any = Record<string, never>;

const values = ['b', 'a', 'c'].flatMap((model) => [1, 2].map((x) => ({ model, x, y: x })));
const at = { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } };
const color = { field: 'model', type: 'nominal', title: 'model' };
const line = { mark: { type: 'line', point: true }, encoding: { ...at, color } };
const law = {
  name: 'the law',
  data: { values: [{ x: 1, y: 2 }] },
  mark: { type: 'line', color: '#555', strokeDash: [5, 4] },
  encoding: at,
};
const layered = (...layer: object[]) => ({ data: { values }, layer });

describe('distinguished', () => {
  it('gives every series a colour, a dash and a shape, and reference lines a place in the legend', () => {
    const [first, second] = (distinguished(layered(line, law)) as Any)['layer'] as unknown as Any[];
    const domain = ['a', 'b', 'c', 'the law'];
    expect(first!['encoding']).toMatchObject({
      color: { scale: { domain, range: [...PALETTE.slice(0, 3), '#555'] } },
      strokeDash: { scale: { domain, range: [...DASHES.slice(0, 3), [5, 4]] } },
      shape: { condition: expect.arrayContaining([{ test: 'datum["model"] === "b"', value: SHAPES[1] }]) },
    });
    expect(second!['encoding']).toMatchObject({ color: { datum: 'the law' }, strokeDash: { datum: 'the law' } });
    expect(second).not.toHaveProperty('name');
  });

  it('keeps the order of the data where the figure does, and finds data and marks in panels', () => {
    const unit = { mark: 'point', encoding: { ...at, color: { ...color, sort: null } } };
    const spec = distinguished({ data: { values }, facet: { field: 'x' }, spec: { layer: [unit] } }) as Any;
    expect(JSON.stringify(spec)).toContain('"domain":["b","a","c"]');
    expect(JSON.stringify(spec)).toContain(`"range":${JSON.stringify(SHAPES.slice(0, 3))}`);
  });

  it('leaves alone a figure with scales of its own, and one without series', () => {
    const own = layered({ ...line, encoding: { ...at, color: { ...color, scale: { range: ['red'] } } } });
    expect(distinguished(own)).toBe(own);
    expect(distinguished(layered(law))).toEqual(layered(law));
  });

  it('tells more series than colours apart, by dash and shape', () => {
    const many = Array.from({ length: 14 }, (_, k) => ({ model: `m${k}`, x: 1, y: k }));
    const { encoding } = distinguished({ data: { values: many }, ...line }) as Any;
    const { color: hue, strokeDash } = encoding as unknown as Record<string, { scale: { range: unknown[] } }>;
    const looks = hue!.scale.range.map((one, k) => JSON.stringify([one, strokeDash!.scale.range[k]]));
    expect(new Set(looks).size).toBe(14);
  });

  it('is drawn: every dash is in the picture, and the legend names the reference line', async () => {
    const svg = await toSvg({ name: 'a', caption: '', spec: layered(line, law) });
    for (const dash of DASHES.slice(1, 3)) expect(svg).toContain(`stroke-dasharray="${dash.join(',')}"`);
    expect(svg).toContain('the law</text>');
    expect(svg).not.toContain('stroke-dasharray="1,0"');
  });

  it('draws one legend for points on a line to compare with', async () => {
    const point = { mark: { type: 'point', filled: true }, encoding: { ...at, color } };
    const svg = await toSvg({ name: 'a', caption: '', spec: layered(law, point) });
    for (const name of ['a', 'b', 'c', 'the law']) expect(svg.split(`>${name}</text>`)).toHaveLength(2);
  });
});
