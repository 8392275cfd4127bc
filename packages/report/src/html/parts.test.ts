import { expect, it } from '@jest/globals';
import type { Claim } from '@fragility/analysis';
import { partsHtml, type ShownPart } from './parts.js';

const claim = (name: string, verdict: Claim['verdict']): Claim => ({
  name,
  statement: `It is <${name}>.`,
  source: 'arXiv:2406.16200',
  statistic: 'slope',
  value: -0.5,
  interval: [-0.52, -0.48],
  criterion: 'the interval has −0.5 in it',
  verdict,
});

const figure = (name: string) => ({
  figure: { name, caption: 'c', spec: {} },
  svg: '<svg width="10"></svg>',
  files: [],
});

const parts: ShownPart[] = [
  {
    name: 'one',
    description: 'Does <it> hold?',
    page: 'one/report.html',
    headlines: [{ label: 'slope', value: '-0.5' }],
    claims: [claim('a', 'holds'), claim('b', 'holds'), claim('c', 'undecided')],
    figures: [figure('one-law')],
  },
  { name: 'two', page: 'two/report.html', claims: [claim('d', 'does not hold')], figures: [figure('two-law')] },
];

it('an overview counts verdicts and leads to the parts', () => {
  const [overview] = partsHtml(parts).split('<section id="part-one">');
  expect(overview).toContain(
    '<tr><td><a href="#part-one">one</a></td><td>Does &lt;it&gt; hold?</td><td class="n">2</td><td class="n">–</td><td class="n">1</td></tr>',
  );
  expect(overview).toContain('<td class="n">–</td><td class="n">1</td><td class="n">–</td></tr>');
});

it('a part has its question, findings, numbered figures, claims and a link to its report', () => {
  const [, one, two] = partsHtml(parts, 2).split('<section id="part-');
  expect(one).toMatch(
    /Does &lt;it&gt; hold\?.*<dd>−0\.5<\/dd>.*Figure 3\..*✓ holds.*<summary>It is &lt;a&gt;\..*? undecided/s,
  );
  expect(one).toContain('slope: <b>−0.5</b> (95 %: −0.52 to −0.48). Holds where the interval has −0.5 in it.');
  expect(one).toContain('href="one/report.html"');
  expect(two).toMatch(/Figure 4\..*✗ does not hold/s);
});

it('no parts are nothing', () => {
  expect(partsHtml([])).toBe('');
});
