import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

/** The checks of the stranger's attack as tests of jest and of vitest, on packages installed from tarballs; node:test has run them before. */
export function inOtherRunners(consumer) {
  const cwd = join(consumer, 'third-party-attack');
  cpSync(join(root, 'examples/third-party-attack'), cwd, { recursive: true });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  run('node', ['--experimental-vm-modules', '--no-warnings', jest, '--rootDir', cwd, '--silent'], { cwd });
  run('npx', ['vitest', 'run', '--reporter=dot'], { cwd });
}
