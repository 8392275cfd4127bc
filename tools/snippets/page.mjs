import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { main } from '@fragility/cli';
import { planExperiment } from '@fragility/runner';
import { parseSource } from '../../packages/runner/dist/config/source.js';
import { documentedNames, scratch } from './files.mjs';
import { moduleOf } from './markdown.mjs';
import { execute } from './modules.mjs';

const documented = await documentedNames();

/** The packages of every part that a config uses: whatever `use` names, at any depth. */
function pluginsOf(value) {
  if (typeof value !== 'object' || value === null) return [];
  const own = documented.filter(({ definition, source }) =>
    [definition.name, `${source}/${definition.name}`].includes(value.use),
  );
  return [...own.map(({ source }) => source), ...Object.values(value).flatMap(pluginsOf)];
}

/** What a config that shows only some of its keys is completed with. */
const BASE = {
  name: 'snippet',
  dataset: { use: 'gaussian-points', dimension: 8 },
  models: { model: { use: 'linear' } },
  attacks: { qr: { use: 'qr' } },
};

/** Plans a config, whole or completed; answers with what is wrong with it. */
async function planProblems(page, folder, { line, lines, word }) {
  const text = lines.join('\n');
  const { value } = parseSource(text, 'config');
  const whole = /^extends:/m.test(text) || ('name' in value && 'dataset' in value);
  const file = join(folder, word || `snippet-${line}.yaml`);
  const whatever = { ...BASE, ...value };
  const completed = { ...whatever, plugins: [...new Set([...pluginsOf(whatever), ...(value.plugins ?? [])])] };
  writeFileSync(file, whole ? text : JSON.stringify(completed));
  try {
    await planExperiment(file);
    return [];
  } catch (error) {
    const [, at] = whole ? (/\.yaml:(\d+):/.exec(error.message) ?? []) : [];
    return [{ file: page, line: line + (at ? Number(at) - 1 : 0), message: error.message.replaceAll(file, 'config') }];
  }
}

/** Runs a line of a shell block: `npx fragility …` and `node …`; all others are read by people only. */
async function command(line, folder) {
  const [program, ...words] = line
    .replace(/\s#.*$/, '')
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^'(.*)'$/, '$1'));
  if (program === 'node') {
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    return status === 0 ? undefined : `${stdout}${stderr}`;
  }
  if (program !== 'npx' || words[0] !== 'fragility') return undefined;
  process.chdir(folder);
  let output = '';
  const out = { write: (text) => (output += text) };
  const code = await main(words.slice(1), { stdout: out, stderr: out });
  return code === 0 ? undefined : output;
}

/** Writes the files that a page shows, plans its configs, runs its commands and its code, in this order. */
export async function runPage({ page, lines, fences }, compiled) {
  const folder = scratch(page);
  const problems = [];
  for (const { word, lines: content } of fences) {
    if (!/^[\w./-]+\.\w+$/.test(word)) continue;
    mkdirSync(dirname(join(folder, word)), { recursive: true });
    writeFileSync(join(folder, word), `${content.join('\n')}\n`);
  }
  for (const fence of fences)
    if (fence.language === 'yaml' && fence.word !== 'no-run')
      problems.push(...(await planProblems(page, folder, fence)));
  for (const fence of fences.filter(({ language, word }) => language === 'sh' && word === '')) {
    for (const [k, line] of fence.lines.entries()) {
      const wrong = await command(line, folder);
      if (wrong !== undefined) problems.push({ file: page, line: fence.line + k, message: `fails: ${wrong.trim()}` });
    }
  }
  if (compiled && moduleOf({ page, lines, fences })) problems.push(...(await execute(page, folder)));
  return problems;
}
