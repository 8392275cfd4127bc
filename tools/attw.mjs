import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';

/** How only programs resolve that these packages are not made for: Node before `exports`, and `require` of CommonJS alone. */
const IGNORED = ['node10', 'node16-cjs'];

/** Refuses a tarball whose types another resolution than those of `attw --profile esm-only` would not find, or find wrongly. */
export async function checkResolutions(tarball) {
  const { types, problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
  if (!types) throw new Error(`attw of ${tarball}: it has no types`);
  const faults = problems.filter(({ resolutionKind }) => !IGNORED.includes(resolutionKind));
  if (faults.length > 0) throw new Error(`attw of ${tarball}:\n${JSON.stringify(faults, null, 2)}`);
}
