import type { Claim, Figure, Gallery, Table } from '@fragility/analysis';
import type { Experiment } from '../types.js';
import { claimsHtml } from './claims.js';
import { escape } from './escape.js';
import { galleryHtml, type Files } from './gallery.js';
import { style } from './style.js';
import { tableHtml } from './table.js';

export interface Page {
  readonly experiment: Experiment;
  readonly claims: readonly Claim[];
  readonly figures: readonly { readonly figure: Figure; readonly svg: string }[];
  readonly galleries: readonly Gallery[];
  /** Pictures of the galleries. */
  readonly files: Files;
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
}

/** Ids in SVG are global to the page: those of each figure get its name in front. */
const ownIds = (svg: string, name: string): string =>
  svg.replace(/\bid="([^"]+)"/g, `id="${name}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#${name}-$1)`);

const duration = (seconds: number): string => {
  if (seconds < 60) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const figureHtml = ({ figure: { name, caption }, svg }: Page['figures'][number]): string => {
  const file = `figures/${encodeURIComponent(name)}`;
  return `<figure id="${escape(name)}" role="group" aria-label="${escape(caption)}">
${ownIds(svg, escape(name))}
<figcaption>${escape(caption)} <a href="${file}.svg">SVG</a> · <a href="${file}.png">PNG</a></figcaption>
</figure>`;
};

const headlineHtml = ({ label, value, warnings = [] }: Experiment['headlines'][number]): string => {
  const doubts = warnings.map(({ sentence }) => `<p class="warning">Warning: ${escape(sentence)}</p>`);
  return `<div><dt>${escape(label)}</dt><dd>${escape(value)}${doubts.join('')}</dd></div>`;
};

/** The whole report as one HTML page that needs no network: styles and figures are inline, every text is escaped. */
export function pageHtml({ experiment, claims, figures, galleries, files, tables, notes }: Page): string {
  const { name, description, engine, started, seconds, headlines } = experiment;
  const facts = [started.toISOString().replace('T', ' ').replace(/\..*/, ' UTC'), duration(seconds), engine];
  const parts = [
    `<header>\n<h1>${escape(name)}</h1>`,
    description === undefined ? '' : `<p>${escape(description)}</p>`,
    `<p class="meta">${facts.map(escape).join(' · ')}</p>\n</header>`,
    claimsHtml(claims),
    headlines.length === 0 ? '' : `<dl class="headlines">\n${headlines.map(headlineHtml).join('\n')}\n</dl>`,
    figures.length === 0 ? '' : `<h2>Figures</h2>\n${figures.map(figureHtml).join('\n')}`,
    ...galleries.map((gallery) => galleryHtml(gallery, files)),
    ...tables.map(tableHtml),
    notes.length === 0
      ? ''
      : `<h2>Notes</h2>\n<ul>\n${notes.map((note) => `<li>${escape(note)}</li>`).join('\n')}\n</ul>`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(name)}</title>
<style>${style}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}
