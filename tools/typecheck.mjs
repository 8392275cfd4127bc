import { run } from './setup.mjs';

/** Builds every package, then checks all sources together with their tests: in one program, each file once. */
run('npx', ['tsc', '-b']);
run('npx', ['tsc', '-p', 'tsconfig.spec.json']);
