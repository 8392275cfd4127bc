import { install, run } from './setup.mjs';

install();
run('npx', ['nx', 'run-many', '-t', 'test', '--parallel=2', '--outputStyle=static', ...process.argv.slice(2)]);
