import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentJsonSchema, paramsSchema } from '@fragility/runner';
import { SCRATCH } from './files.mjs';
import { rowsOf } from './schema.mjs';

const plain = (cell = '') => cell.replaceAll('`', '').trim();

/** Compares the first cells of a table with the rows it should have, in any order. */
function compare(page, table, expected) {
  const problems = [];
  const found = new Map(table.rows.map(({ line, cells }) => [plain(cells[0]), { line, cells: cells.map(plain) }]));
  for (const row of expected) {
    const own = found.get(row[0]);
    if (!own) problems.push({ file: page, line: table.line, message: `the table lacks: | ${row.join(' | ')} |` });
    else if (row.some((cell, k) => own.cells[k] !== cell))
      problems.push({ file: page, line: own.line, message: `the schema says: | ${row.join(' | ')} |` });
    found.delete(row[0]);
  }
  for (const [name, { line }] of found)
    problems.push({
      file: page,
      line,
      message: `'${name}' is not known; known: ${expected.map(([one]) => one).join(', ')}`,
    });
  return problems;
}

/** Checks the table with this first header cell, which the page must have unless nothing is expected. */
function checkTable({ page, tables }, first, expected) {
  const table = tables.find(({ header }) => header[0] === first);
  if (table) return compare(page, table, expected);
  return expected.length === 0 ? [] : [{ file: page, line: 1, message: `there is no table headed '${first}'` }];
}

/** Tables below a heading such as `tables/attacks.csv` against a file of results that the page made. */
function checkResults({ page, tables }) {
  return tables.flatMap((table) => {
    const [, path] = /^`([\w./-]+\.(?:csv|json))`$/.exec(table.heading) ?? [];
    if (!path) return [];
    const file = join(SCRATCH, 'pages', page.replace(/\.md$/, ''), 'results', path);
    if (!existsSync(file)) return [{ file: page, line: table.line, message: `the page made no results/${path}` }];
    const text = readFileSync(file, 'utf8');
    const names = path.endsWith('.csv') ? text.split('\r\n')[0].split(',') : Object.keys(JSON.parse(text));
    return compare(
      page,
      table,
      names.map((name) => [name]),
    );
  });
}

/** Whether every definition has a page, and every table of parameters, columns and results says what holds. */
export async function tableProblems(texts, documented) {
  const problems = texts.flatMap(checkResults);
  for (const { page, definition, source } of documented) {
    const text = texts.find((one) => one.page === page);
    if (!text) {
      problems.push({
        file: page,
        line: 1,
        message: `${definition.kind} '${definition.name}' of ${source} has no page`,
      });
      continue;
    }
    problems.push(...checkTable(text, 'parameter', rowsOf(paramsSchema(definition))));
    const columns = Object.entries(definition.columns ?? {}).map(([name, { type }]) => [name, type]);
    problems.push(...checkTable(text, 'column', columns));
  }
  const config = texts.find(({ page }) => page === 'docs/config.md');
  if (config) problems.push(...checkTable(config, 'key', rowsOf(experimentJsonSchema())));
  return problems;
}
