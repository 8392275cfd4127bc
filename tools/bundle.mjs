import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './setup.mjs';

/** A page that attacks a model of its own by PGD. */
const PAGE = `import { attack } from '@fragility/attack';
import { pgd } from '@fragility/attacks-gradient';
globalThis.run = (model, examples) => attack(model, pgd, examples, { norm: 'linf', budgets: [0.1] });
`;

/** Bytes that it may take, minified and then gzipped. */
const [MOST, MOST_GZIPPED] = [60_000, 24_800];

/** Checks in a folder where the packages are installed that what such a page loads stays light. */
export function checkBundle(cwd) {
  writeFileSync(join(cwd, 'light.mjs'), PAGE);
  run('npx', ['esbuild', 'light.mjs', '--bundle', '--minify', '--format=esm', '--outfile=light.out.mjs'], { cwd });
  const bytes = readFileSync(join(cwd, 'light.out.mjs'));
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`attack and pgd for a browser: ${bytes.length} bytes minified, ${gzipped} gzipped`);
  if (bytes.length > MOST || gzipped > MOST_GZIPPED)
    throw new Error(`the bundle has ${bytes.length} bytes, ${gzipped} gzipped, expected ${MOST} and ${MOST_GZIPPED}`);
}
