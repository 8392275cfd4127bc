import type { Figure } from '@fragility/analysis';
import { escape } from './text/escape.js';

/** A figure of the page, and the kinds of files in which it is beside it. */
export interface ShownFigure {
  readonly figure: Figure;
  readonly svg: string;
  readonly files: readonly { readonly path: string; readonly label: string }[];
}

/** Ids in SVG are global to the page: those of each figure get its name in front. */
const ownIds = (svg: string, name: string): string =>
  svg.replace(/\bid="([^"]+)"/g, `id="${name}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#${name}-$1)`);

/** A picture for assistive technology: its parts are no graphics of their own, and the caption says what is seen. */
const asImage = (svg: string, caption: string): string =>
  svg
    .replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '')
    .replace('<svg ', `<svg role="img" aria-label="${escape(caption)}" `);

/** A figure with its number and caption. */
export function figureHtml({ figure: { name, caption }, svg, files }: ShownFigure, number: number): string {
  const links = files.map(({ path, label }) => `<a href="${encodeURI(path)}">${label}</a>`).join(' · ');
  const wide = /^<svg [^>]*?width="(\d+)"/.exec(svg)?.[1] ?? '640';
  return `<figure id="${escape(name)}">
<div class="drawing" style="max-width:${wide}px">${asImage(ownIds(svg, escape(name)), caption)}</div>
<figcaption><b>Figure ${number}.</b> ${escape(caption)} <span class="files">${links}</span></figcaption>
</figure>`;
}
