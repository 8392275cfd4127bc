import type { Figure } from '@fragility/analysis';
import { FragilityError } from '@fragility/numerics';
import type { Loader, LoggerInterface } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { FONT_FILES, ITALIC_FILE } from './font.js';
import { drawable } from './names.js';
import { resolution } from './resolution.js';
import { distinguished } from './series.js';
import { FONT, theme } from './theme.js';
import { withTextWidths } from './text.js';

type Vega = typeof import('vega');

/** Vega is loaded when a figure is drawn: it awaits at its top level, and `require` would refuse every package that imports it. */
const renderer = async () => {
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  return { vega, compile };
};

/**
 * Figures never reach for files or the network: their data is inline. Vega only logs what could not be loaded and what went wrong
 * while it ran; both are collected here, to become errors.
 */
function sealed({ None, logger }: Vega): {
  readonly errors: string[];
  readonly loader: Loader;
  readonly log: LoggerInterface;
} {
  const errors: string[] = [];
  const refuse = (what: string): Promise<never> => {
    const message = `it loads '${what}' instead of having its data inline under data.values`;
    errors.push(message);
    return Promise.reject(new Error(message));
  };
  const log = logger(None);
  log.error = (...messages: readonly unknown[]) => {
    errors.push(messages.map(String).join(' '));
    return log;
  };
  return { errors, log, loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse } };
}

/**
 * Draws a Vega-Lite specification as SVG, in the shared look of {@link theme}; text stays text.
 *
 * @throws FragilityError `report/figure` naming the figure, when the specification is not valid or its data is not inline.
 * @example (await toSvg({ name: 'c', caption: '', spec: { data: { values: [{ a: 1 }] }, mark: 'point' } })).startsWith('<svg'); // true
 */
export async function toSvg({ name, spec }: Figure): Promise<string> {
  const { vega, compile } = await renderer();
  const { errors, log, loader } = sealed(vega);
  const fail = (message: string, cause?: unknown): FragilityError =>
    new FragilityError(
      { given: `figure '${name}' cannot be drawn: ${message}`, remedy: 'correct its Vega-Lite specification' },
      { where: 'report/figure', code: 'report/figure', kind: 'failure', cause },
    );
  let svg: string;
  try {
    const runtime = vega.parse(
      compile(distinguished(drawable(spec)) as unknown as TopLevelSpec, { config: theme, logger: log }).spec,
    );
    const view = new vega.View(runtime, { renderer: 'none', loader, logger: log });
    withTextWidths(vega, () => view.run());
    await view.runAsync();
    svg = (await view.toSVG()).replaceAll(' stroke-dasharray="1,0"', '');
    view.finalize();
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (errors.length > 0) throw fail(errors.join('; '));
  return svg;
}

/**
 * Draws SVG as PNG on white, `zoom` device pixels per unit, with the font of this package: the same picture on every machine.
 *
 * @param dpi dots per inch that the file says it has; default: none
 * @example (await toPng('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')).subarray(1, 4); // Uint8Array [80, 78, 71]
 */
export async function toPng(svg: string, zoom = 2, dpi?: number): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const fontFiles = [...Object.values(FONT_FILES), ITALIC_FILE];
  const drawing = new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  const png = new Uint8Array(drawing.render().asPng());
  return dpi === undefined ? png : resolution(png, dpi);
}
