import { build, install, root, run } from './setup.mjs';

const EXPERIMENTS = ['theorem-1', 'two-classes', 'mnist'];

install();
build();
for (const name of EXPERIMENTS) {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  run(process.execPath, [`${root}apps/cli/dist/bin.js`, 'run', `examples/experiments/${name}.yaml`, '--out', `out/${name}`, ...process.argv.slice(2)]);
}
