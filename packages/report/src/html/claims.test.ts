import { expect, it } from '@jest/globals';
import type { Claim } from '@fragility/analysis';
import { claimsHtml } from './claims.js';

const claim: Claim = {
  name: 'law/slope',
  statement: 'It falls like <1/√d>.',
  source: 'arXiv:2406.16200',
  statistic: 'slope',
  value: -0.4991,
  interval: [-0.52, -0.48],
  criterion: 'the interval has −0.5 in it',
  verdict: 'holds',
};

it('every claim is shown with its verdict in words, what was measured and when it holds; texts are escaped', () => {
  const html = claimsHtml([claim]);
  expect(html).toContain('✓ holds</p>\n<p>It falls like &lt;1/√d&gt;.');
  expect(html).toContain('slope: <b>−0.4991</b> (95 %: −0.52 to −0.48). Holds where the interval has −0.5 in it.');
  expect(html).toContain('href="claims.csv"');
});

it('a claim that falls is as plain, and one that is undecided says why', () => {
  expect(claimsHtml([{ ...claim, verdict: 'does not hold' }])).toContain('✗ does not hold');
  const open = {
    ...claim,
    verdict: 'undecided' as const,
    value: null,
    interval: null,
    reason: 'there are 3 draws only',
  };
  expect(claimsHtml([open])).toMatch(
    /\? undecided.*slope: <b>none<\/b>\. Holds.* Undecided: there are 3 draws only\./s,
  );
});

it('many claims are a line each, which opens', () => {
  const html = claimsHtml(Array.from({ length: 13 }, () => claim));
  expect(html.split('<details><summary>It falls like &lt;1/√d&gt;.</summary>')).toHaveLength(14);
  expect(html).toContain('slope: <b>−0.4991</b> (95 %: −0.52 to −0.48). Holds where the interval has −0.5 in it.');
});

it('no claims are nothing', () => {
  expect(claimsHtml([])).toBe('');
});
