import type { Claim, Gallery, Table } from '@fragility/analysis';
import type { Experiment, Provenance } from '../types.js';
import { claimsHtml } from './claims.js';
import { escape } from './text/escape.js';
import { figureHtml, type ShownFigure } from './figure.js';
import { galleryHtml, type Files } from './gallery.js';
import { headlinesHtml } from './headlines.js';
import { partsHtml, type ShownPart } from './parts.js';
import { provenanceHtml } from './provenance.js';
import { policy, script } from './script.js';
import { style } from './style.js';
import { tablesHtml } from './table.js';

export interface Page {
  readonly experiment: Experiment;
  readonly claims: readonly Claim[];
  readonly parts: readonly ShownPart[];
  readonly figures: readonly ShownFigure[];
  readonly galleries: readonly Gallery[];
  /** Pictures of the galleries. */
  readonly files: Files;
  readonly tables: readonly Table[];
  readonly provenance: Provenance | undefined;
  readonly notes: readonly string[];
}

/** Bytes of pictures in the page. */
const PICTURES = 500_000;

const duration = (seconds: number): string => {
  if (seconds < 60) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** Parts of a page that there are. */
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

/** A document of the shared look that needs no network and runs no script but its own. */
export const documentHtml = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
<script>${script}</script>
</body>
</html>
`;

/** The whole report as one HTML page that needs no network: styles, figures and its script are inline, every text is escaped. */
export function pageHtml(page: Page): string {
  const { experiment, claims, parts, figures, galleries, files, tables, provenance, notes } = page;
  const { name, description, engine, started, seconds, headlines } = experiment;
  const facts = [started.toISOString().replace('T', ' ').replace(/\..*/, ' UTC'), duration(seconds), engine];
  const body = joined([
    `<header>\n<h1>${escape(name)}</h1>`,
    description === undefined ? '' : `<p>${escape(description)}</p>`,
    `<p class="meta">${facts.map(escape).join(' · ')}</p>\n</header>`,
    claimsHtml(claims),
    partsHtml(parts, figures.length),
    headlines.length === 0 ? '' : `<section>\n<h2>Findings</h2>\n${headlinesHtml(headlines)}\n</section>`,
    figures.length === 0
      ? ''
      : `<section>\n<h2>Figures</h2>\n${figures.map((figure, k) => figureHtml(figure, k + 1)).join('\n')}\n</section>`,
    ...galleries.map((gallery) => galleryHtml(gallery, files, PICTURES / galleries.length)),
    tablesHtml(tables),
    provenanceHtml(provenance),
    notes.length === 0
      ? ''
      : `<section>\n<h2>Notes</h2>\n<ul class="notes">\n${notes.map((note) => `<li>${escape(note)}</li>`).join('\n')}\n</ul>\n</section>`,
  ]);
  return documentHtml(name, body);
}
