import type { Exhibit, Gallery } from '@fragility/analysis';
import { escape } from './text/escape.js';

/** Exhibits shown on the page. */
const SHOWN = 12;

/** PNG files by their path in the run folder. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Up to this many pixels wide, a picture is enlarged without smoothing. */
const SMALL = 100;

const isSmall = (png: Uint8Array): boolean => Buffer.from(png).readUInt32BE(16) <= SMALL;

/** Paths of the pictures that a page shows. */
export const shownPaths = (galleries: readonly Gallery[]): string[] =>
  galleries.flatMap(({ exhibits }) =>
    exhibits.slice(0, SHOWN).flatMap(({ pictures }) => pictures.map(({ path }) => path)),
  );

const pictureHtml = ({ label, path }: Exhibit['pictures'][number], files: Files): string => {
  const file = files.get(path);
  const image = file
    ? `<img${isSmall(file) ? ' class="small"' : ''} alt="${escape(label)}" src="data:image/png;base64,${Buffer.from(file).toString('base64')}">`
    : `<span class="lost">${escape(path)} is missing</span>`;
  return `<div><a href="${escape(path)}">${image}</a><span>${escape(label)}</span></div>`;
};

const exhibitHtml = ({ caption, pictures }: Exhibit, files: Files): string =>
  `<figure class="exhibit">
<div class="pictures">${pictures.map((picture) => pictureHtml(picture, files)).join('')}</div>
<figcaption>${escape(caption)}</figcaption>
</figure>`;

/** The first exhibits, as many as there is room for, one at least. */
function fitting(exhibits: readonly Exhibit[], files: Files, room: number): readonly Exhibit[] {
  let size = 0;
  const bytes = ({ pictures }: Exhibit): number =>
    pictures.reduce((sum, { path }) => sum + (files.get(path)?.length ?? 0), 0);
  const first = exhibits.slice(0, SHOWN);
  const end = first.findIndex((exhibit) => (size += bytes(exhibit)) > room);
  return end < 0 ? first : first.slice(0, Math.max(1, end));
}

/** A gallery of the page: its first exhibits, their pictures inline as far as there is room for their bytes; the others are in the folder beside it. */
export function galleryHtml({ name, title, exhibits }: Gallery, files: Files, room: number): string {
  const shown = fitting(exhibits, files, room);
  const more =
    exhibits.length > shown.length
      ? `\n<p class="more">First ${shown.length} of ${exhibits.length}; all of them in the folder pictures</p>`
      : '';
  return `<section id="gallery-${escape(name)}">
<h2>${escape(title)}</h2>
${shown.map((exhibit) => exhibitHtml(exhibit, files)).join('\n')}${more}
</section>`;
}
