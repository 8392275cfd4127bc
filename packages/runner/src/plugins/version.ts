import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { codeOf, type CodeHash } from './code.js';
import type { Location } from './resolve.js';

/**
 * What distinguishes this code from other versions of it: an installed package's version; for a linked package or a lone file also a hash of
 * all that it imports, because that changes without one.
 */
export function versionOf({ entry, package: owner }: Location, hash: CodeHash = codeOf): string {
  const real = realpathSync(entry);
  if (owner && real.includes(`${sep}node_modules${sep}`)) return owner.version;
  const code = hash(real);
  return owner ? `${owner.version}+${code}` : code;
}
