import { readdir } from 'node:fs/promises';
import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import * as v from 'valibot';
import { folderFiles } from './files.js';
import { drawReport, inFolder, type Written } from './report.js';
import type { Report, RunFiles } from './types.js';

/** Where a run folder keeps what its report shows. */
const FILE = 'report.json';

const cell = v.nullable(v.union([v.number(), v.string(), v.boolean(), v.object({ picture: v.string() })]));
const rows = v.array(v.record(v.string(), cell));
const columns = v.record(
  v.string(),
  v.object({ label: v.exactOptional(v.string()), unit: v.exactOptional(v.string()) }),
);
const headline = v.object({
  label: v.string(),
  value: v.string(),
  warnings: v.exactOptional(v.array(v.object({ code: v.string(), sentence: v.string() }))),
});
const exhibit = v.object({
  caption: v.string(),
  pictures: v.array(v.object({ label: v.string(), path: v.string() })),
});

const claim = v.object({
  name: v.string(),
  statement: v.string(),
  source: v.string(),
  statistic: v.string(),
  value: v.nullable(v.number()),
  interval: v.nullable(v.tuple([v.number(), v.number()])),
  criterion: v.string(),
  verdict: v.picklist(['holds', 'does not hold', 'undecided']),
  reason: v.exactOptional(v.string()),
});

const stored = v.object({
  experiment: v.object({
    name: v.string(),
    description: v.exactOptional(v.string()),
    engine: v.string(),
    started: v.pipe(v.string(), v.isoTimestamp(), v.toDate()),
    seconds: v.number(),
    headlines: v.array(headline),
  }),
  claims: v.exactOptional(v.array(claim)),
  tables: v.array(
    v.object({ name: v.string(), title: v.exactOptional(v.string()), columns: v.exactOptional(columns), rows }),
  ),
  figures: v.array(v.object({ name: v.string(), caption: v.string(), spec: v.record(v.string(), v.unknown()) })),
  galleries: v.exactOptional(v.array(v.object({ name: v.string(), title: v.string(), exhibits: v.array(exhibit) }))),
  provenance: v.exactOptional(
    v.object({
      command: v.string(),
      facts: v.array(v.object({ label: v.string(), value: v.string() })),
      files: v.array(v.string()),
    }),
  ),
  notes: v.exactOptional(v.array(v.string())),
});

function fail(message: ErrorMessage, cause?: unknown): never {
  throw new FragilityError(message, { where: 'report/read', code: 'report/folder', kind: 'input', cause });
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const AGAIN = 'run the experiment again, which writes it anew';

/** The report that a `report.json` holds. @throws FragilityError `report/folder` naming the file and the place in it. */
function parseReport(text: string, name: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fail({ given: `${name} is no JSON (${reason(cause)})`, remedy: AGAIN }, cause);
  }
  const { success, output, issues } = v.safeParse(stored, value);
  if (success) return output;
  const [issue] = issues;
  return fail({ given: `${name} has ${v.getDotPath(issue) ?? 'at its top'}: ${issue.message}`, remedy: AGAIN });
}

/**
 * Keeps what a report shows as `report.json`, and returns it as it will be read back.
 *
 * @throws FragilityError `report/write`.
 */
export async function storeReport(report: Report, files: RunFiles): Promise<Report> {
  const text = `${JSON.stringify(report)}\n`;
  await files.write(FILE, text);
  return parseReport(text, FILE);
}

const RESULTS = 'the results of a run';

/** Why a folder cannot be read. */
function unreadable(folder: string, { code, message }: NodeJS.ErrnoException): ErrorMessage {
  if (code === 'ENOENT')
    return { given: `the folder '${folder}' does not exist`, expected: RESULTS, remedy: 'check the path' };
  if (code === 'ENOTDIR')
    return { given: `'${folder}' is a file`, expected: `the folder with ${RESULTS}`, remedy: 'give the folder' };
  return { given: `the folder '${folder}' cannot be read (${message})`, remedy: `give ${RESULTS} that can be read` };
}

/** Says what is wrong with a folder that has no `report.json`. */
async function refuse(folder: string): Promise<never> {
  const present = await readdir(folder).catch((cause: NodeJS.ErrnoException) => fail(unreadable(folder, cause), cause));
  return fail(
    present.includes('manifest.json') || present.includes('trials')
      ? {
          given: `the folder '${folder}' holds a run without ${FILE}, which a run writes at its end`,
          remedy: 'run the experiment again: what is finished is not repeated',
        }
      : {
          given: `the folder '${folder}' is not ${RESULTS}: it has no ${FILE}`,
          remedy: 'give a folder that `fragility run` wrote',
        },
  );
}

/**
 * Draws the report of a run folder again, from the folder alone: `figures/`, the tables of summaries, `report.html`.
 *
 * @returns paths that start with the folder
 * @throws FragilityError `report/folder` for a folder that is not the results of a run, `report/write`.
 * @example
 * const experiment = { name: 'means', engine: 'native', started: new Date(), seconds: 12, headlines: [] };
 * await storeReport({ experiment, tables: [], figures: [] }, folderFiles('out/means'));
 * (await redrawReport('out/means')).problems; // []
 */
export async function redrawReport(folder: string): Promise<Written> {
  const files = folderFiles(folder);
  const bytes = await files.read(FILE);
  if (!bytes) return refuse(folder);
  const report = parseReport(new TextDecoder().decode(bytes), `${folder}/${FILE}`);
  return inFolder(folder, await drawReport(report, files));
}
