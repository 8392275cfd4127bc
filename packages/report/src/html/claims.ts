import type { Claim, Verdict } from '@fragility/analysis';
import { escape } from './text/escape.js';
import { shortNumber } from './text/numbers.js';

/** A sign beside each verdict: colour alone says nothing. */
export const SIGNS: Readonly<Record<Verdict, string>> = { holds: '✓', 'does not hold': '✗', undecided: '?' };

const valueOf = ({ value, interval }: Claim): string => {
  const [low, high] = interval ?? [];
  const range = low === undefined || high === undefined ? '' : ` (95 %: ${shortNumber(low)} to ${shortNumber(high)})`;
  return `<b>${value === null ? 'none' : shortNumber(value)}</b>${range}`;
};

const judged = (claim: Claim): string => {
  const { statistic, criterion, source, reason } = claim;
  const why = reason === undefined ? '' : ` Undecided: ${escape(reason)}.`;
  return `${escape(statistic)}: ${valueOf(claim)}. Holds where ${escape(criterion)}.${why} ${escape(source)}`;
};

/** A claim in a line, which opens to what was measured: where many stand below each other. */
export const claimLine = (claim: Claim): string => `<li class="claim" data-verdict="${claim.verdict}">
<p class="verdict">${SIGNS[claim.verdict]} ${claim.verdict}</p>
<details><summary>${escape(claim.statement)}</summary>
<p class="more"><code>${escape(claim.name)}</code> · ${judged(claim)}</p></details>
</li>`;

const claimHtml = (claim: Claim): string => `<li class="claim" data-verdict="${claim.verdict}">
<p class="verdict">${SIGNS[claim.verdict]} ${claim.verdict}</p>
<p>${escape(claim.statement)}</p>
<p class="more"><code>${escape(claim.name)}</code> · ${judged(claim)}</p>
</li>`;

/** Claims that a page shows whole; more of them are a line each. */
const WHOLE = 12;

/** The claims with their verdicts, and a link to their table. */
export const claimsHtml = (claims: readonly Claim[]): string =>
  claims.length === 0
    ? ''
    : `<section>
<h2>Claims</h2>
<ul class="claims">
${claims.map(claims.length > WHOLE ? claimLine : claimHtml).join('\n')}
</ul>
<p class="more"><a href="claims.csv">claims.csv</a></p>
</section>`;
