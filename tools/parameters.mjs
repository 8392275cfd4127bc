import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { paramsSchema } from '@fragility/runner';
import { documentedNames } from './snippets/files.mjs';
import { parse } from './snippets/markdown.mjs';
import { rowsOf } from './snippets/schema.mjs';
import { rewritten } from './snippets/generate.mjs';
import { root } from './setup.mjs';

/**
 * Writes the tables of parameters and columns in docs/ from the schemas, and leaves what a page says about a parameter; `--check` writes
 * nothing and fails where a page would change.
 */
const check = process.argv.includes('--check');
const stale = [];
for (const { page, definition } of await documentedNames()) {
  const path = join(root, page);
  const before = readFileSync(path, 'utf8');
  const columns = Object.entries(definition.columns ?? {});
  const expected = new Map([
    ['parameter', rowsOf(paramsSchema(definition))],
    ['column', columns.map(([name, { type, description }]) => Object.assign([name, type], { what: description }))],
  ]);
  const tables = parse(before).tables.filter(({ header }) => expected.has(header[0]));
  const text = tables.reduceRight((lines, table) => rewritten(lines, table, expected.get(table.header[0])), before);
  const after = await format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
  if (after === before) continue;
  stale.push(page);
  if (!check) writeFileSync(path, after);
}
for (const page of stale)
  console.log(check ? `${page}: its tables are not those of the schemas; run npm run parameters` : page);
process.exit(check && stale.length > 0 ? 1 : 0);
