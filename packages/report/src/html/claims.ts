import type { Claim, Verdict } from '@fragility/analysis';
import { escape } from './escape.js';
import { shortNumber } from './numbers.js';

/** A sign beside each verdict: colour alone says nothing. */
const SIGNS: Readonly<Record<Verdict, string>> = { holds: '✓', 'does not hold': '✗', undecided: '?' };

const measured = ({ statistic, value, interval }: Claim): string => {
  const [low, high] = interval ?? [];
  const range = low === undefined || high === undefined ? '' : ` (95 %: ${shortNumber(low)} to ${shortNumber(high)})`;
  return `${escape(statistic)}: <b>${value === null ? 'none' : shortNumber(value)}</b>${range}`;
};

const claimHtml = (claim: Claim): string => {
  const { name, statement, source, criterion, verdict, reason } = claim;
  const why = reason === undefined ? '' : ` Undecided: ${escape(reason)}.`;
  return `<li class="claim" data-verdict="${verdict}">
<p class="verdict">${SIGNS[verdict]} ${verdict}</p>
<p>${escape(statement)}</p>
<p class="more"><code>${escape(name)}</code> · ${measured(claim)}. Holds where ${escape(criterion)}.${why} ${escape(source)}</p>
</li>`;
};

/** The claims with their verdicts, and a link to their table. */
export const claimsHtml = (claims: readonly Claim[]): string =>
  claims.length === 0
    ? ''
    : `<section>
<h2>Claims</h2>
<ul class="claims">
${claims.map(claimHtml).join('\n')}
</ul>
<p class="more"><a href="claims.csv">claims.csv</a></p>
</section>`;
