import { build, install, run } from './setup.mjs';

install();
build();
run('npx', ['nx', 'run-many', '-t', 'test', '--parallel=2', '--outputStyle=static', ...process.argv.slice(2)]);
