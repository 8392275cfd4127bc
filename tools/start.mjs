import { readFileSync } from 'node:fs';
import { build, install, root, run } from './setup.mjs';

const EXPERIMENTS = ['theorem-1', 'theorem-1-trained', 'two-classes', 'mnist'];

install();
build();
const started = performance.now();
for (const name of EXPERIMENTS) {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  run(process.execPath, [
    `${root}apps/cli/dist/bin.js`,
    'run',
    `examples/experiments/${name}.yaml`,
    '--out',
    `out/${name}`,
    ...process.argv.slice(2),
  ]);
}

console.log(`\nAll experiments in ${((performance.now() - started) / 1000).toFixed(0)} s. The headline of each:`);
for (const name of EXPERIMENTS) {
  const { headlines } = JSON.parse(readFileSync(`${root}out/${name}/manifest.json`, 'utf8'));
  const first = headlines?.[0];
  console.log(`  ${name}: ${first ? `${first.label}: ${first.value}` : 'see the report'}`);
  console.log(`    out/${name}/report.html`);
}
