/**
 * Breaks the bounds one rule at a time — a sign, a slope, a bias that is left out — in a copy of the engine, and sees whether its tests fail.
 *
 * Usage: node tools/fuzz/bounds.mjs [FIRST [COUNT]]: which of the breaks, default all. The exit code is 1 where one is not noticed, or where the text that it
 * changes is not there any more.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** File under `bounds`, what stands there, and what is put in its place. */
export const BREAKS = [
  ['relaxations/rectifier.ts', '-rise * l + ROUNDING', 'ROUNDING'],
  ['relaxations/rectifier.ts', 'fixed(out, slope + (1 - slope) * p, 0);', 'fixed(out, slope + (1 - slope) * p, 0.1);'],
  ['relaxations/s-shaped.ts', 'of.value(t) - rise * t + slack;', 'of.value(t) - 1.1 * rise * t;'],
  ['relaxations/s-shaped.ts', '2 * centre - out.intercept;', '2 * centre + out.intercept;'],
  ['rules/activations.ts', "'alpha', 0.01)", "'alpha', 0.01) / 2"],
  ['rules/arithmetic.ts', 'Sub: sum(1, -1)', 'Sub: sum(1, 1)'],
  ['rules/convolution.ts', 'const given2 = node.inputs[2] ?', 'const given2 = node.inputs[3] ?'],
  ['rules/pooling.ts', '1 / (isPadded ? all : places.length)', '2 / (isPadded ? all : places.length)'],
  ['rules/pooling.ts', '+ tap] = Math.floor(row', '+ tap - (tap % 2)] = Math.floor(row'],
  ['rules/products.ts', 'const bias = node.inputs[2]', 'const bias = node.inputs[3]'],
  ['passes/relaxation.ts', 'upper[k]! <= lower[best]!)', 'upper[k]! <= upper[best]!)'],
  ['passes/substitute.ts', 'sum += factor * upperIntercept[line]!;', 'sum += 0.9 * factor * upperIntercept[line]!;'],
  ['passes/substitute.ts', 'sum += a[at]! * bias[k]!', 'sum -= a[at]! * bias[k]!'],
  ['side-by-side/steps.ts', 'factor > 0 ? below[k]! : above[k]!', 'factor > 0 ? above[k]! : below[k]!'],
  ['side-by-side/steps.ts', '    from.fill();\n', ''],
  ['side-by-side/places.ts', 'if (stamps[k] !== stamp) zero(k)', 'if (stamps[k] === stamp) zero(k)'],
  ['side-by-side/kernels.ts', 'lesser(get(value), constant(0)), below)', 'lesser(get(value), constant(0)), above)'],
  ['side-by-side/kernels.ts', 'get(LINE + 1), get(LINE + 3)', 'get(LINE + 1), get(LINE + 1)'],
  ['passes/interval.ts', '-high[i]! + bias[first + i]!', '0.9 * -high[i]! + bias[first + i]!'],
  ['passes/interval.ts', 'lower[k] = own - slack;', 'lower[k] = own - 0.9 * slack;'],
  ['optimising/splits.ts', '-sign * rows[i]![which][k]!', 'sign * rows[i]![which][k]!'],
  ['optimising/simplex.ts', 'w[k]! /= sum', 'w[k]! /= 0.9 * sum'],
  ['side-by-side/spread.ts', 'integers[3] = 0x7fffffff', 'integers[3] = -1'],
  ['maps/side-kernel.ts', 'mul(get(VALUE), get(SIDES + k))', 'mul(get(SIDES + k), get(SIDES + k))'],
  ['maps/pull-kernel.ts', 'get(VALUE),\n', 'splat(get(FACTOR)),\n'],
  ['region.ts', 'factor >= 0 ? lower[k]! : upper[k]!', 'factor >= 0 ? upper[k]! : lower[k]!'],
  ['region.ts', 'return -radius * length;', 'return -0.9 * radius * length;'],
];

const root = fileURLToPath(new URL('../..', import.meta.url));
const [first = '0', count = String(BREAKS.length)] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'bounds-'));
const engine = join(folder, 'packages/engine');
mkdirSync(engine, { recursive: true });
for (const name of ['src', 'package.json', 'jest.config.mjs'])
  cpSync(join(root, 'packages/engine', name), join(engine, name), { recursive: true });
cpSync(join(root, 'jest.preset.mjs'), join(folder, 'jest.preset.mjs'));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

/** Whether the tests of the bounds pass: those of their own, no numbers from elsewhere. */
const passes = () =>
  spawnSync(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--no-warnings', resolve(root, 'node_modules/jest/bin/jest.js')],
      ...['--bail', '--silent', '--testTimeout', '120000', 'src/bounds'],
    ],
    { cwd: engine, env: { ...process.env, FRAGILITY_TEST_DATA: join(folder, 'none') } },
  ).status === 0;

const missed = [];
const chosen = BREAKS.slice(Number(first), Number(first) + Number(count));
if (!passes()) throw new Error('the tests of the bounds fail as they are');
for (const [name, from, to] of chosen) {
  const path = join(engine, 'src/bounds', name);
  const text = readFileSync(path, 'utf8');
  const isThere = text.includes(from);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  const isCaught = isThere && !passes();
  writeFileSync(path, text);
  if (!isCaught) missed.push(name);
  console.log(`${isCaught ? 'caught' : isThere ? 'MISSED' : 'NOT THERE'}: ${name}, ${to.trim()}`);
}
rmSync(folder, { recursive: true });
console.log(`${chosen.length - missed.length} of ${chosen.length} caught`);
process.exitCode = missed.length > 0 ? 1 : 0;
