import { createRequire } from 'node:module';
import type { Figure } from '@fragility/analysis';
import { FragilityError } from '@fragility/numerics';
import { Resvg } from '@resvg/resvg-js';
import { None, View, logger, parse, type Loader } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { FONT, theme } from './theme.js';
import { withTextWidths } from './text.js';

const require = createRequire(import.meta.url);
const FONT_FILES = [
  '400Regular/Inter_400Regular',
  '400Regular_Italic/Inter_400Regular_Italic',
  '600SemiBold/Inter_600SemiBold',
];

const refuse = (what: string): Promise<never> =>
  Promise.reject(new Error(`it loads '${what}'; put the data inline under data.values`));

/** Figures never reach for files or the network: their data is inline. */
const sealed: Loader = {
  load: refuse,
  sanitize: refuse,
  http: refuse,
  file: refuse,
};

/** The data sources of a figure that could not be loaded reach the log only: they become errors here. */
const strict = () => {
  const errors: string[] = [];
  const log = logger(None);
  return {
    errors,
    log: { ...log, error: (...messages: unknown[]) => (errors.push(messages.map(String).join(' ')), log) },
  };
};

/**
 * Draws a Vega-Lite specification as SVG, in the shared look of {@link theme}; text stays text.
 *
 * @throws FragilityError `report/figure` naming the figure, when the specification is not valid or its data is not inline.
 * @example (await toSvg({ name: 'c', caption: '', spec: { data: { values: [{ a: 1 }] }, mark: 'point' } })).startsWith('<svg'); // true
 */
export async function toSvg({ name, spec }: Figure): Promise<string> {
  const { errors, log } = strict();
  const fail = (message: string, cause?: unknown): FragilityError =>
    new FragilityError(`figure '${name}' cannot be drawn: ${message}; correct its Vega-Lite specification`, {
      where: 'report/figure',
      code: 'report/figure',
      cause,
    });
  let svg: string;
  try {
    const runtime = parse(compile(spec as unknown as TopLevelSpec, { config: theme, logger: log }).spec);
    const view = new View(runtime, { renderer: 'none', loader: sealed, logger: log });
    withTextWidths(() => view.run());
    await view.runAsync();
    svg = await view.toSVG();
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
 * @example toPng('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>').subarray(1, 4).toString(); // 'PNG'
 */
export function toPng(svg: string, zoom = 2): Buffer {
  const fontFiles = FONT_FILES.map((file) => require.resolve(`@expo-google-fonts/inter/${file}.ttf`));
  const drawing = new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  return drawing.render().asPng();
}
