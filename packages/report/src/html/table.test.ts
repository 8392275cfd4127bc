import { describe, expect, it } from '@jest/globals';
import { shortNumber, tableHtml } from './table.js';

describe('shortNumber', () => {
  it.each([
    [0.0498765, '0.04988'],
    [1024, '1024'],
    [1.23456e-9, '1.235e-9'],
    [0.1 + 0.2, '0.3'],
    [1234567.8, '1.235e+6'],
    [-0.5, '-0.5'],
    [Infinity, 'Infinity'],
  ])('shows %p as %s', (value, text) => expect(shortNumber(value)).toBe(text));
});

describe('tableHtml', () => {
  it('shows the first rows and links to all of them', () => {
    const html = tableHtml({ name: 'all', rows: Array.from({ length: 40 }, (_, n) => ({ n })) });
    expect(html.match(/<tr><td/g)).toHaveLength(12);
    expect(html).toContain('First 12 of 40 rows');
    expect(html).toContain('href="tables/all.csv"');
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
