import { existsSync } from 'node:fs';
import { build, install, root, run } from './setup.mjs';

const EXPERIMENTS = ['theorem-1', 'two-classes', 'mnist'];

install();
build();
if (!existsSync(`${root}apps/cli/dist/bin.js`)) {
  console.error('The fragility command is not built yet in this version; `npm test` runs what is there.');
  process.exit(1);
}
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
