import { readFileSync } from 'node:fs';
import { build, install, root } from './setup.mjs';

const EXPERIMENTS = ['theorem-1', 'theorem-1-trained', 'two-classes', 'mnist'];

install();
build();
process.chdir(root);
const { main } = await import(`${root}apps/cli/dist/index.js`);
const sizes = JSON.parse(readFileSync('examples/start.json', 'utf8'));
const full = process.argv.includes('--full');
const more = process.argv.slice(2).filter((flag) => flag !== '--full');

const controller = new globalThis.AbortController();
process.once('SIGINT', () => controller.abort());
const { signal } = controller;
const started = performance.now();
for (const name of EXPERIMENTS) {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const smaller = full ? [] : (sizes[name] ?? []).flatMap((size) => ['--set', size]);
  const argv = [
    'run',
    `examples/experiments/${name}.yaml`,
    '--out',
    `out/${name}${full ? '-full' : ''}`,
    ...smaller,
    ...more,
  ];
  const code = await main(argv, { stdout: process.stdout, stderr: process.stderr, signal });
  if (code !== 0) process.exit(code);
}

console.log(`\nAll experiments in ${((performance.now() - started) / 1000).toFixed(0)} s. The headline of each:`);
for (const name of EXPERIMENTS) {
  const out = `out/${name}${full ? '-full' : ''}`;
  const { headlines } = JSON.parse(readFileSync(`${out}/manifest.json`, 'utf8'));
  const first = headlines?.[0];
  console.log(`  ${name}: ${first ? `${first.label}: ${first.value}` : 'see the report'}`);
  console.log(`    ${out}/report.html`);
}
if (!full)
  console.log(
    '\nThese are the sizes of examples/start.json; npm start -- --full runs the files as they are, in minutes.',
  );
