import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Location } from './resolve.js';

const CODE = /\.(?:[cm]?js|json|wasm|ts)$/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
      return entry.isFile() && CODE.test(entry.name) ? [path] : [];
    });
}

/**
 * What distinguishes this code from other versions of it: an installed package's version; for a linked package or a lone file also a hash of its
 * code, because it changes without one.
 */
export function versionOf({ entry, package: owner }: Location): string {
  const real = realpathSync(entry);
  if (owner && real.includes(`${sep}node_modules${sep}`)) return owner.version;
  const hash = createHash('sha256');
  for (const file of owner ? filesBelow(dirname(real)) : [real]) hash.update(readFileSync(file));
  const code = hash.digest('hex').slice(0, 12);
  return owner ? `${owner.version}+${code}` : code;
}
