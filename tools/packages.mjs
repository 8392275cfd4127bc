import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { checkResolutions } from './attw.mjs';
import { consume } from './consumer.mjs';
import { checkOptionalTypes } from './optional-types.mjs';
import { checkGenerated } from './generated.mjs';
import { root, run } from './setup.mjs';
import { checkTarball } from './tarballs.mjs';

async function lint(folder, tarball) {
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
  });
  const wrong = messages.filter(({ type }) => type !== 'suggestion').map((message) => formatMessage(message, pkg));
  if (wrong.length > 0) throw new Error(`publint of ${folder}:\n${wrong.join('\n')}`);
}

/** Packs every package, checks what a stranger would get, installs it as a stranger would, and makes a release without writing it. */
const folders = JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8')).references.map(({ path }) =>
  path.replace('./', ''),
);
checkOptionalTypes(folders);
const packed = mkdtempSync(join(tmpdir(), 'fragility-packed-'));
const manifests = folders.map((folder) => JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')));
const own = manifests.map(({ name }) => name);
const tarballs = manifests.map(({ name, version }) =>
  join(packed, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
);
const fileOf = (name) => `file:${tarballs[own.indexOf(name)]}`;

run('npm', ['pack', '--silent', '--pack-destination', packed, ...folders.map((folder) => `./${folder}`)]);
folders.forEach((folder, k) => checkTarball(folder, tarballs[k]));
for (const [k, folder] of folders.entries()) await lint(folder, tarballs[k]);
for (const tarball of tarballs) await checkResolutions(tarball);

const stranger = mkdtempSync(join(tmpdir(), 'fragility-stranger-'));
cpSync(`${root}examples/third-party-attack`, stranger, { recursive: true });
const manifest = JSON.parse(readFileSync(join(stranger, 'package.json'), 'utf8'));
for (const name of own) if (name in manifest.dependencies) manifest.dependencies[name] = fileOf(name);
manifest.overrides = Object.fromEntries(
  own.filter((name) => !(name in manifest.dependencies)).map((name) => [name, fileOf(name)]),
);
writeFileSync(join(stranger, 'package.json'), JSON.stringify(manifest, null, 2));
run('npm', ['install', '--no-package-lock', '--ignore-scripts'], { cwd: stranger });
run('npm', ['test'], { cwd: stranger });
run('npm', ['start'], { cwd: stranger });
await consume(folders, fileOf);
await checkGenerated();
run('npx', ['nx', 'release', 'patch', '--dry-run', '--skip-publish'], { stdio: ['ignore', 'ignore', 'inherit'] });
console.log('a release can be made');
rmSync(packed, { recursive: true });
rmSync(stranger, { recursive: true });
