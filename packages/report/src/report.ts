import { join } from 'node:path';
import type { Claim, Figure, TableRow } from '@fragility/analysis';
import { FragilityError } from '@fragility/numerics';
import { toCsv } from './csv.js';
import { drawFigure, figurePath, KINDS, writeFigure, type Drawn } from './figure/files.js';
import { fontFaces } from './figure/font.js';
import { folderFiles } from './files.js';
import type { ShownFigure } from './html/figure.js';
import { shownPaths } from './html/gallery.js';
import { pageHtml } from './html/page.js';
import { readPictures } from './picture.js';
import type { Part, Report, RunFiles } from './types.js';

/** Page of a report among the files of its run. */
export const REPORT = 'report.html';
/** Table of the claims. */
const CLAIMS = 'claims.csv';

export interface ReportOptions extends Report {
  /** Where to write; created if missing. */
  readonly folder: string;
}

/** Paths of what was written. */
export interface Written {
  readonly report: string;
  readonly files: readonly string[];
  /** Why figures are missing, a sentence each. */
  readonly problems: readonly string[];
}

function checkNames(kind: string, named: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    const key = name.toLowerCase();
    const malformed = !/^[a-z0-9][\w.-]*$/i.test(name);
    if (malformed || seen.has(key)) {
      const wrong = malformed ? 'is not a file name; use letters, digits and hyphens' : 'is used twice; rename one';
      throw new FragilityError(`the ${kind} name '${name}' ${wrong}`, {
        where: 'report/write',
        code: 'report/name',
        kind: 'failure',
      });
    }
    seen.add(key);
  }
}

const claimRow = ({ interval, reason, ...claim }: Claim): TableRow => ({
  ...claim,
  low: interval?.[0] ?? null,
  high: interval?.[1] ?? null,
  reason: reason ?? null,
});

/** The claims of a part, named after it. */
const claimsOfPart = ({ name, claims }: Part): Claim[] =>
  claims.map((claim) => ({ ...claim, name: `${name}/${claim.name}` }));

export interface Drawing {
  /** `new`: those that are not there from the same specification; default: `all`. */
  readonly figures?: 'all' | 'new' | 'none';
}

/** Every figure that can be drawn, and why the others cannot. */
async function draw(
  figures: readonly Figure[],
  to: RunFiles,
  which: NonNullable<Drawing['figures']>,
): Promise<{ drawn: Drawn[]; problems: string[] }> {
  const drawn: Drawn[] = [];
  const problems: string[] = [];
  for (const figure of which === 'none' ? [] : figures) {
    try {
      drawn.push(await drawFigure(figure, to, which === 'all'));
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { drawn, problems };
}

const shown = ({ figure, svg }: Drawn): ShownFigure => ({
  ...{ figure, svg },
  files: KINDS.map(({ ending, label }) => ({ path: figurePath(figure, ending), label })),
});

/**
 * Draws a report among the files of a run: figures, tables, `claims.csv` where there are claims and, last, the page. See {@link writeReport}.
 *
 * @returns paths in the run
 * @throws FragilityError `report/name`, `report/write`.
 * @example
 * const experiment = { name: 'means', engine: 'native', started: new Date(), seconds: 12, headlines: [] };
 * (await drawReport({ experiment, tables: [], figures: [] }, folderFiles('out/means'))).report; // 'report.html'
 */
export async function drawReport(
  report: Report,
  to: RunFiles,
  { figures: which = 'all' }: Drawing = {},
): Promise<Written> {
  const { experiment, claims = [], parts = [], tables, figures, galleries = [], provenance, notes = [] } = report;
  const everyFigure = [...figures, ...parts.flatMap((part) => part.figures)];
  const everyClaim = [...claims, ...parts.flatMap(claimsOfPart)];
  checkNames('figure', everyFigure);
  checkNames('part', parts);
  checkNames('table', tables);
  checkNames('gallery', galleries);
  const { drawn, problems } = await draw(everyFigure, to, which);
  const shownFigures = drawn.map(shown);
  const files = shownFigures.flatMap((figure) => figure.files.map(({ path }) => path));
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await to.write(path, content);
    files.push(path);
  };
  for (const { name, rows } of tables) await write(`tables/${name}.csv`, toCsv(rows));
  if (everyClaim.length > 0) await write(CLAIMS, toCsv(everyClaim.map(claimRow)));
  const pictures = await readPictures(to, shownPaths(galleries));
  problems.push(...pictures.missing);
  const page = {
    ...{ experiment, claims, galleries, tables, provenance },
    figures: shownFigures.filter(({ figure }) => figures.includes(figure)),
    parts: parts.map((part) => ({
      ...part,
      figures: shownFigures.filter(({ figure }) => part.figures.includes(figure)),
    })),
    files: pictures.files,
    notes: [...notes, ...problems],
  };
  const html = pageHtml(page);
  const fonts = drawn.length > 0 ? await fontFaces(html) : '';
  for (const one of drawn) await writeFigure(one, fonts, to);
  await write(
    REPORT,
    html.replace('<style>', () => `<style>${fonts}`),
  );
  return { report: REPORT, files, problems };
}

/**
 * Writes `report.html`, `tables/NAME.csv`, and each figure as `figures/NAME.svg`, `.pdf`, `.png` and `.vl.json` into a folder, each file atomically and the page last.
 *
 * A figure that cannot be drawn is left out and named in the notes: it takes nothing else with it.
 *
 * @returns paths that start with the folder
 * @throws FragilityError `report/name` for a name that is no file name or is used twice, `report/write`.
 * @example
 * const { report } = await writeReport({
 *   folder: 'out/means', tables: [{ name: 'means', rows: [{ dimension: 16, mean: 0.2 }] }], figures: [],
 *   experiment: { name: 'theorem-1', engine: 'native', started: new Date(), seconds: 12, headlines: [] },
 * });
 */
export async function writeReport({ folder, ...report }: ReportOptions): Promise<Written> {
  return inFolder(folder, await drawReport(report, folderFiles(folder)));
}

/** Paths in a run as paths that start with its folder. */
export const inFolder = (folder: string, { report, files, problems }: Written): Written => ({
  report: join(folder, report),
  files: files.map((file) => join(folder, file)),
  problems,
});
