import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../setup.mjs';

const cellsOf = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** Fences, headings, tables and links of a page, each with its line. */
export function parse(text) {
  const lines = text.split('\n');
  const found = { lines, fences: [], headings: [], tables: [], links: [] };
  let fence;
  let table;
  lines.forEach((line, k) => {
    const mark = /^\s*```(\S*)\s*(.*)$/.exec(line);
    if (fence && mark && mark[1] === '') fence = void found.fences.push(fence);
    else if (fence) fence.lines.push(line);
    else if (mark) fence = { language: mark[1], word: mark[2].trim(), line: k + 2, lines: [] };
    if (fence || mark) return;
    const heading = /^#+ (.*)$/.exec(line);
    if (heading) found.headings.push(heading[1]);
    if (!line.startsWith('|')) table = undefined;
    else if (!table) {
      table = { line: k + 1, heading: found.headings.at(-1) ?? '', header: cellsOf(line), rows: [] };
      found.tables.push(table);
    } else if (!/^\|[\s:|-]+\|$/.test(line)) table.rows.push({ line: k + 1, cells: cellsOf(line) });
    for (const [, target] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g))
      found.links.push({ line: k + 1, target });
  });
  return found;
}

/** The anchor that GitHub gives a heading. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** Relative links to files or headings that do not exist. */
export function brokenLinks({ page, links }) {
  return links.flatMap(({ line, target }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path, hash] = target.split('#');
    const file = path === '' ? page : relative(root, join(root, dirname(page), path));
    if (!existsSync(join(root, file))) return [{ file: page, line, message: `link to ${target}: no such file` }];
    if (hash === undefined) return [];
    const { headings } = parse(readFileSync(join(root, file), 'utf8'));
    return headings.some((heading) => anchor(heading) === hash)
      ? []
      : [{ file: page, line, message: `link to ${target}: no such heading` }];
  });
}

const SCRIPTS = ['ts', 'js', 'typescript', 'javascript'];

/**
 * The code of a page as one module whose lines are the page's lines; undefined where there is none.
 *
 * A second word on a fence leaves it out: `no-run`, or the name of the file that it is.
 */
export function moduleOf({ page, lines, fences }) {
  const blocks = fences.filter(({ language, word }) => SCRIPTS.includes(language) && word === '');
  if (blocks.length === 0) return undefined;
  const code = lines.map(() => '');
  for (const block of blocks) block.lines.forEach((line, k) => (code[block.line - 1 + k] = line));
  return { file: page, code };
}

/** The TypeScript files that a page shows, each as a module whose lines are the page's lines, to be type-checked beside one another. */
export function filesOf({ page, lines, fences }) {
  return fences
    .filter(({ word }) => /\.ts$/.test(word))
    .map((block) => {
      const code = lines.map(() => '');
      block.lines.forEach((line, k) => (code[block.line - 1 + k] = line));
      return { file: `${page.replace(/\.md$/, '')}/${block.word}`, code };
    });
}
