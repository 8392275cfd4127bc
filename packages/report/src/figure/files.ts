import type { Figure } from '@fragility/analysis';
import type { RunFiles } from '../types.js';
import { drawable } from './names.js';
import { toPdf } from './pdf.js';
import { toPng, toSvg } from './render.js';
import { distinguished } from './series.js';
import { theme } from './theme.js';

/** Kinds of files in which a figure is written, by their endings. */
export const KINDS = [
  { ending: 'svg', label: 'SVG' },
  { ending: 'pdf', label: 'PDF' },
  { ending: 'png', label: 'PNG' },
  { ending: 'vl.json', label: 'Vega-Lite' },
] as const;

/** Dots per inch of the PNG; the figure itself has 96 units to the inch. */
const DPI = 300;

/** Path of a file of a figure in a run. */
export const figurePath = ({ name }: Figure, ending: (typeof KINDS)[number]['ending']): string =>
  `figures/${name}.${ending}`;

/** The specification with all of its look, as other tools draw it. */
const specOf = ({ caption, spec }: Figure): string =>
  `${JSON.stringify({ description: caption, ...distinguished(drawable(spec)), config: { ...theme, ...(spec['config'] as object) } })}\n`;

/** A figure as SVG, and whether its files are there already. */
export interface Drawn {
  readonly figure: Figure;
  /** Without its font. */
  readonly svg: string;
  readonly isWritten: boolean;
}

/** The drawing of a figure that was drawn from the same specification before, where all of its files are there. */
async function drawnBefore(figure: Figure, run: RunFiles): Promise<string | undefined> {
  const files = await Promise.all(KINDS.map(({ ending }) => run.read(figurePath(figure, ending))));
  const [svg, , , spec] = files;
  if (!svg || !spec || files.includes(undefined) || new TextDecoder().decode(spec) !== specOf(figure)) return undefined;
  return new TextDecoder().decode(svg).replace(/<style>[^<]*<\/style>/, '');
}

/**
 * Draws a figure as SVG.
 *
 * @param isNew whether to draw what is there already from the same specification, too
 * @throws FragilityError `report/figure`.
 */
export async function drawFigure(figure: Figure, run: RunFiles, isNew: boolean): Promise<Drawn> {
  const before = isNew ? undefined : await drawnBefore(figure, run);
  return { figure, svg: before ?? (await toSvg(figure)), isWritten: before !== undefined };
}

/**
 * Writes a figure as SVG with its font inside of it, PDF, PNG of 300 dots per inch, and its specification, the last of them.
 *
 * @param fonts style sheet of the font
 * @throws FragilityError `report/write`.
 */
export async function writeFigure({ figure, svg, isWritten }: Drawn, fonts: string, run: RunFiles): Promise<void> {
  if (isWritten) return;
  await run.write(figurePath(figure, 'svg'), svg.replace(/(<svg [^>]*>)/, `$1<style>${fonts}</style>`));
  await run.write(figurePath(figure, 'pdf'), await toPdf(svg));
  await run.write(figurePath(figure, 'png'), await toPng(svg, DPI / 96, DPI));
  await run.write(figurePath(figure, 'vl.json'), specOf(figure));
}
