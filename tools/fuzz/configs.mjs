/**
 * Changes configs at random and plans them: every one must give a plan or a refusal as bad input, none a raw error, and none may take long.
 * Build first: npm run build. Usage: node tools/fuzz/configs.mjs [how many, 100000 if left out] [the first]
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFragilityError } from '@fragility/plugin';
import { importFile, planExperiment } from '@fragility/runner';
import { parseSource } from '../../packages/runner/dist/config/source.js';

const MOST_SECONDS = 2;
const root = fileURLToPath(new URL('../../', import.meta.url));
const { mutant } = await importFile(join(root, 'packages/runner/src/testing/mutants.ts'));
const bases = ['theorem-1.yaml', 'theorem-1-trained.yaml', 'mnist.yaml'].map(
  (name) => parseSource(readFileSync(join(root, 'examples/experiments', name), 'utf8'), name).value,
);

const [many = 100_000, first = 0] = process.argv.slice(2).map(Number);
const folder = join(root, 'out', 'fuzz', String(process.pid));
const file = join(folder, 'experiment.yaml');
mkdirSync(folder, { recursive: true });
const counts = { planned: 0, refused: 0, wrong: 0, slow: 0 };
let longest = 0;
const warn = process.emitWarning;
process.emitWarning = () => undefined;
for (let k = first; k < first + many; k++) {
  const { text, set } = mutant(bases[k % bases.length], k);
  writeFileSync(file, text);
  const started = performance.now();
  try {
    await planExperiment(file, { set });
    counts.planned++;
  } catch (error) {
    if (isFragilityError(error) && error.kind === 'input') counts.refused++;
    else {
      counts.wrong++;
      console.error(`mutant ${k} (${set.join(' ')}): ${error?.stack ?? error}\n${text.slice(0, 2000)}`);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  longest = Math.max(longest, seconds);
  if (seconds > MOST_SECONDS) {
    counts.slow++;
    console.error(`mutant ${k} took ${seconds.toFixed(1)} s`);
  }
}
process.emitWarning = warn;
rmSync(folder, { recursive: true, force: true });
console.log(`${many} configs: ${JSON.stringify(counts)}, the longest ${longest.toFixed(2)} s`);
process.exitCode = counts.wrong + counts.slow > 0 ? 1 : 0;
