import { join } from 'node:path';
import type { Figure, Gallery, Headline, Table } from '@fragility/analysis';
import { FragilityError } from '@fragility/numerics';
import { toCsv } from './csv.js';
import { toPng, toSvg } from './figure/render.js';
import { writeAtomically } from './files.js';
import { shownPaths } from './html/gallery.js';
import { pageHtml } from './html/page.js';
import { readPictures } from './picture.js';

/** What the head of a report says about an experiment. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  /** What the models ran on: `native, 2 threads`. */
  readonly engine: string;
  readonly started: Date;
  readonly seconds: number;
  /** The findings in words, most important first. */
  readonly headlines: readonly Headline[];
}

export interface ReportOptions {
  /** Where to write; created if missing. */
  readonly folder: string;
  readonly experiment: Experiment;
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  /** Pictures, by paths in the folder: those that `writePicture` answered. */
  readonly galleries?: readonly Gallery[];
  /** Remarks at the end of the page: what was skipped, what to keep in mind. */
  readonly notes?: readonly string[];
}

/** Paths of what was written, each starting with the folder. */
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

/**
 * Writes `report.html`, `figures/NAME.svg`, `figures/NAME.png` and `tables/NAME.csv` into a folder, each file atomically and the page last.
 *
 * A figure that cannot be drawn is left out and named in the notes: it takes nothing else with it.
 *
 * @throws FragilityError `report/name` for a name that is no file name or is used twice, `report/write`.
 * @example
 * const { report } = await writeReport({
 *   folder: 'out/means', tables: [{ name: 'means', rows: [{ dimension: 16, mean: 0.2 }] }], figures: [],
 *   experiment: { name: 'theorem-1', engine: 'native', started: new Date(), seconds: 12, headlines: [] },
 * });
 */
export async function writeReport({
  folder,
  experiment,
  tables,
  figures,
  galleries = [],
  notes = [],
}: ReportOptions): Promise<Written> {
  checkNames('figure', figures);
  checkNames('table', tables);
  checkNames('gallery', galleries);
  const drawn: { figure: Figure; svg: string; png: Uint8Array }[] = [];
  const problems: string[] = [];
  for (const figure of figures) {
    try {
      const svg = await toSvg(figure);
      drawn.push({ figure, svg, png: toPng(svg) });
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  const files: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeAtomically(path, content);
    files.push(path);
    return path;
  };
  for (const { figure, svg, png } of drawn) {
    await write(`figures/${figure.name}.svg`, svg);
    await write(`figures/${figure.name}.png`, png);
  }
  for (const { name, rows } of tables) await write(`tables/${name}.csv`, toCsv(rows));
  const { files: pictures, missing } = await readPictures(folder, shownPaths(galleries));
  problems.push(...missing);
  const page = { experiment, figures: drawn, galleries, files: pictures, tables, notes: [...notes, ...problems] };
  const report = await write('report.html', pageHtml(page));
  return { report, files, problems };
}
