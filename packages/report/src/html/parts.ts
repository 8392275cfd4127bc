import type { Claim, Verdict } from '@fragility/analysis';
import type { Part } from '../types.js';
import { claimLine, SIGNS } from './claims.js';
import { escape } from './text/escape.js';
import { headlinesHtml } from './headlines.js';
import { figureHtml, type ShownFigure } from './figure.js';

/** A part of the page, its figures drawn. */
export interface ShownPart extends Omit<Part, 'figures'> {
  readonly figures: readonly ShownFigure[];
}

const VERDICTS: readonly Verdict[] = ['holds', 'does not hold', 'undecided'];

const count = (claims: readonly Claim[], verdict: Verdict): number =>
  claims.filter((claim) => claim.verdict === verdict).length;

const idOf = (name: string): string => `part-${escape(name)}`;

/** One line for each part: what it asks, and how many of its claims hold. */
function overview(parts: readonly ShownPart[]): string {
  const rows = parts.map(({ name, description = '', claims }) => {
    const counts = VERDICTS.map((verdict) => `<td class="n">${count(claims, verdict) || '–'}</td>`);
    return `<tr><td><a href="#${idOf(name)}">${escape(name)}</a></td><td>${escape(description)}</td>${counts.join('')}</tr>`;
  });
  const heads = VERDICTS.map((verdict) => `<th scope="col" class="n">${SIGNS[verdict]} ${verdict}</th>`);
  return `<section class="overview">
<h2 id="overview">At a glance</h2>
<div class="scroll"><table aria-labelledby="overview">
<thead><tr><th scope="col">experiment</th><th scope="col">question</th>${heads.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>
<p class="more"><a href="claims.csv">claims.csv</a></p>
</section>`;
}

/** The parts of a page, after a table of them: of each its question, what it found, its figures, and a line for each claim. */
export function partsHtml(parts: readonly ShownPart[], figuresBefore = 0): string {
  if (parts.length === 0) return '';
  let number = figuresBefore;
  const sections = parts.map(({ name, description, page, headlines = [], claims, figures }) => {
    const about = description === undefined ? '' : `<p>${escape(description)}</p>\n`;
    const found = headlines.length === 0 ? '' : `${headlinesHtml(headlines)}\n`;
    const drawn = figures.map((figure) => figureHtml(figure, ++number)).join('\n');
    const lines = claims.length === 0 ? '' : `<ul class="claims">\n${claims.map(claimLine).join('\n')}\n</ul>\n`;
    return `<section id="${idOf(name)}">
<h2>${escape(name)}</h2>
${about}${found}${drawn}
${lines}<p class="more"><a href="${escape(encodeURI(page))}">the whole report of ${escape(name)}</a></p>
</section>`;
  });
  return [overview(parts), ...sections].join('\n');
}
