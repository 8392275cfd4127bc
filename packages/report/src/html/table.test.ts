import { describe, expect, it } from '@jest/globals';
import { tableHtml, tablesHtml } from './table.js';

describe('tableHtml', () => {
  const rows = (n: number): { n: number }[] => Array.from({ length: n }, (_, k) => ({ n: k }));
  const shown = (html: string): number => html.split('<tr><td').length - 1;

  it('shows all rows and links to the CSV', () => {
    const html = tableHtml({ name: 'all', rows: rows(400) });
    expect(shown(html)).toBe(400);
    expect(html).toContain('href="tables/all.csv"');
    expect(html).not.toContain('The first');
  });

  it('leaves to the CSV what there is no room for, and says so', () => {
    const html = tableHtml({ name: 'all', rows: rows(400) }, 1000);
    expect(html).toContain(`The first ${shown(html)} of 400 rows; all of them in <a href`);
    expect(html.length).toBeLessThan(3000);
    const many = tablesHtml(Array.from({ length: 10 }, (_, k) => ({ name: `t${k}`, rows: rows(20_000) })));
    expect(many.length).toBeLessThan(800_000);
  });

  it('names columns and norms as people write them, with units, minus signs and common digits', () => {
    const columns = { median_distance: { label: 'median', unit: 'ε' } };
    const html = tableHtml({
      ...{ name: 'x', columns },
      rows: [
        { norm: 'linf', median_distance: -0.5, r2: 1, ok: true },
        { norm: 'l2', median_distance: 0.25, r2: 0.5, ok: false },
      ],
    });
    expect(html).toContain(
      '<th scope="col">norm</th><th scope="col" class="n" title="median size of the smallest perturbation',
    );
    expect(html).toMatch(/>median \(ε\)<\/th><th scope="col" class="n" title="[^"]*">R²<\/th>/);
    expect(html).toContain('<td>L∞</td><td class="n">−0.5000</td><td class="n">1.0000</td><td>yes</td>');
  });

  it('says what a column holds, where its table or its name tells', () => {
    const columns = { gap: { description: 'largest "gap" of <all>' }, low: { description: 'own words' } };
    const html = tableHtml({ name: 'x', columns, rows: [{ gap: 1, low: 0, high: 2, other: 3 }] });
    expect(html).toContain('title="largest &quot;gap&quot; of &lt;all&gt;">gap</th>');
    expect(html).toContain('title="own words">low</th>');
    expect(html).toContain('title="upper end of the 95 % interval">high</th>');
    expect(html).toContain('<th scope="col" class="n">other</th>');
  });

  it('gives what is shown by a power of ten its number to be sorted by', () => {
    expect(tableHtml({ name: 'x', rows: [{ p: 3.2e-14 }, { p: 0.5 }] })).toContain(
      '<td class="n" data-v="3.2e-14">3.20 × 10⁻¹⁴',
    );
  });

  it('cannot be left by a column name', () => {
    const html = tableHtml({ name: 'x', rows: [{ '</style><script>"': 1 }] });
    expect(html.split(/<\/style>/)).toHaveLength(2);
    expect(html).not.toContain('<script>');
  });

  it('escapes names, columns and cells, and shows what is missing as a dash', () => {
    const html = tableHtml({ name: 'x', title: '<i>', rows: [{ '<b>': '<script>', n: null }] });
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<(i|b|script)>/);
    expect(html).toContain('<td>–</td>');
  });

  it('links to a picture, and leaves a text that looks like one', () => {
    const html = tableHtml({ name: 'x', rows: [{ own: { picture: 'pictures/0a.png' }, text: 'pictures/0b.png' }] });
    expect(html).toContain('<td><a href="pictures/0a.png">pictures/0a.png</a></td><td>pictures/0b.png</td>');
  });

  it('says when there are no rows', () => expect(tableHtml({ name: 'x', rows: [] })).toContain('No rows.'));
});
