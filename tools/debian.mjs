import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sh } from './clusters/processes.mjs';

/**
 * Installs Debian's packages unless their programs are there; says why where that fails. One process at a time: apt holds locks, and does not wait for them.
 *
 * @param programs each of them is needed, or, with `any`, one of them
 * @returns the programs that are there
 */
export function programsOf(programs, packages, { any = false } = {}) {
  const found = () => programs.filter((name) => sh(`command -v ${name}`).status === 0);
  const isEnough = (here) => (any ? here.length > 0 : here.length === programs.length);
  if (isEnough(found())) return found();
  const line = `apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${packages}`;
  const { status, stderr } = sh(`exec 9>${join(tmpdir(), 'fragility-apt.lock')} && flock 9 && ${line}`, {
    timeout: 600_000,
  });
  if (status !== 0) console.log(`${packages} cannot be installed here:\n${stderr}`);
  return found();
}
