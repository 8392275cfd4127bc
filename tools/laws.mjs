import { randomInt } from 'node:crypto';
import { random } from '@fragility/numerics';
import { gardner } from './laws/gardner.mjs';
import { marginals, theorem1 } from './laws/theory.mjs';

/**
 * Tests the laws of the theory on seeds that nobody has seen: Theorem 1's, the marginals of the dataset distributions, Gardner's κ(α). Prints a table, and fails where a law
 * fails twice, on draws of its own each time: one test in a thousand fails once by chance.
 *
 *     npm run laws                      # a fresh seed
 *     npm run laws -- --seed=7          # the same again
 *     npm run laws -- --times=20        # twenty times the draws for Gardner's κ
 */
const option = (name) => process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
const seed = Number(option('seed') ?? randomInt(2 ** 40));
const times = Number(option('times') ?? 1);
if (!Number.isSafeInteger(seed) || !(times > 0)) {
  console.error('laws: --seed takes a whole number and --times a number above 0');
  process.exit(2);
}

const started = performance.now();
const stream = random(seed);
const parts = {
  theorem1: (own) => theorem1(own),
  marginals: (own) => marginals(own),
  gardner: (own) => gardner(own, times),
};
console.log(`seed ${seed}`);
let failed = 0;
for (const [name, test] of Object.entries(parts)) {
  const rows = await test(stream.fork(name));
  const again = rows.every(({ holds }) => holds) ? rows : await test(stream.fork(`${name} again`));
  rows.forEach((row, k) => {
    const repeated = row.holds ? null : again[k];
    const lost = repeated !== null && !repeated.holds;
    if (lost) failed++;
    const second = repeated === null ? '' : `; again: ${repeated.found}`;
    console.log(`${lost ? 'FAILS' : 'holds'}  ${row.law.padEnd(48)} ${row.found}${second}`);
  });
}
console.log(
  `${failed === 0 ? 'all laws hold' : `${failed} laws fail`}, ${((performance.now() - started) / 1000).toFixed(0)} s`,
);
process.exit(failed === 0 ? 0 : 1);
