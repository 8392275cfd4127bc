import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of real models and images: `FRAGILITY_TEST_DATA`, or `shared/data` beside the repository. */
export const DATA =
  process.env['FRAGILITY_TEST_DATA'] ?? fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));

/** Says why tests are left out where the data is missing; returns whether it is there. */
export function hasData(): boolean {
  const found = existsSync(`${DATA}/models`);
  if (!found)
    process.stderr.write(
      `${DATA} is absent: tests with real models are left out; set FRAGILITY_TEST_DATA to run them\n`,
    );
  return found;
}
