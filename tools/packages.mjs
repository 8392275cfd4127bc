import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consume } from './consumer.mjs';
import { checkOptionalTypes } from './optional-types.mjs';
import { root, run } from './setup.mjs';

/** Packs every package, checks what a stranger would get, and installs it as a stranger would. */
const folders = JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8')).references.map(({ path }) => path);
checkOptionalTypes(folders);
const packed = mkdtempSync(join(tmpdir(), 'fragility-packed-'));

for (const folder of folders) run('npm', ['pack', '--silent', '--pack-destination', packed, folder]);
const tarballs = readdirSync(packed).map((name) => join(packed, name));
for (const folder of folders) run('npx', ['publint', '--strict', folder]);
for (const tarball of tarballs) run('npx', ['attw', '--profile', 'esm-only', '--format', 'ascii', tarball]);

const stranger = mkdtempSync(join(tmpdir(), 'fragility-stranger-'));
cpSync(`${root}examples/third-party-attack`, stranger, { recursive: true });
const manifest = JSON.parse(readFileSync(join(stranger, 'package.json'), 'utf8'));
const fileOf = (name) => `file:${join(packed, `${name.replace('@', '').replace('/', '-')}-0.1.0.tgz`)}`;
const own = folders.map((folder) => JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')).name);
for (const name of own) if (name in manifest.dependencies) manifest.dependencies[name] = fileOf(name);
manifest.overrides = Object.fromEntries(
  own.filter((name) => !(name in manifest.dependencies)).map((name) => [name, fileOf(name)]),
);
writeFileSync(join(stranger, 'package.json'), JSON.stringify(manifest, null, 2));
run('npm', ['install', '--no-package-lock', '--ignore-scripts'], { cwd: stranger });
run('npm', ['test'], { cwd: stranger });
run('npm', ['start'], { cwd: stranger });
await consume(folders, fileOf);
rmSync(packed, { recursive: true });
rmSync(stranger, { recursive: true });
