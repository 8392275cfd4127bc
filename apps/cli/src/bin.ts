import { guard } from './terminal/guard.js';
import { main } from './main.js';

const { signal, over } = guard(process, process.stderr);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  over();
  process.exit();
});
process.exitCode = await main(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, signal });
over();
