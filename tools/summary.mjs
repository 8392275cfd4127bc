import { existsSync, readFileSync } from 'node:fs';
import { root } from './setup.mjs';

/** Sums jest's own results of every package; a package without results counts as a failure. */
const folders = JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8')).references.map(({ path }) => path);
let [passed, failed] = [0, 0];
for (const folder of folders) {
  const file = `${root}${folder}/jest-results.json`;
  if (!existsSync(file)) {
    console.error(`no test results in ${folder}`);
    failed++;
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  passed += results.numPassedTests;
  failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
