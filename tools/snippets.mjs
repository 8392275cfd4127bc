import { readFileSync, rmSync } from 'node:fs';
import { compile, execute } from './snippets/modules.mjs';
import { exampleModules } from './snippets/examples.mjs';
import { documentedNames, pages, scratch, sources, SCRATCH } from './snippets/files.mjs';
import { brokenLinks, filesOf, moduleOf, parse } from './snippets/markdown.mjs';
import { runPage } from './snippets/page.mjs';
import { tableProblems } from './snippets/tables.mjs';
import { root } from './setup.mjs';

/**
 * Checks what the documentation says: snippets are type-checked and run against the built packages, configs planned, commands run,
 * parameter tables compared with the schemas, links followed. Prints `file:line message` for everything that is wrong.
 */
const started = performance.now();
const problems = [];
rmSync(SCRATCH, { recursive: true, force: true });

const texts = pages().map((page) => ({ page, ...parse(readFileSync(`${root}${page}`, 'utf8')) }));
for (const text of texts) problems.push(...brokenLinks(text));

const modules = texts.map(moduleOf).filter((module) => module !== undefined);
const files = texts.flatMap(filesOf);
const examples = await exampleModules(sources());
const refused = new Set();
for (const problem of compile([...modules, ...files, ...examples])) {
  problems.push(problem);
  refused.add(problem.file);
}
for (const { file } of examples) if (!refused.has(file)) problems.push(...(await execute(file, scratch('packages'))));
for (const text of texts) problems.push(...(await runPage(text, !refused.has(text.page))));
problems.push(...(await tableProblems(texts, await documentedNames())));

process.chdir(root);
for (const { file, line, message } of problems) console.error(`${file}:${line} ${message}`);
const blocks = texts.reduce((sum, text) => sum + text.fences.length, 0);
const count = examples.reduce((sum, module) => sum + module.count, 0);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${texts.length} pages with ${blocks} blocks, ${count} docstring examples: ${problems.length} wrong, ${seconds} s`,
);
process.exit(problems.length > 0 ? 1 : 0);
