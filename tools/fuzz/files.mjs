/**
 * Damages small valid files of every format that is read, and reads them: each is read, or refused by an error of kind `input` that names the
 * file, in less than 2 s and 300 MB. Build first: npm run build. Usage: node tools/fuzz/files.mjs [COUNT] [SEED] [FORMAT …]
 */
import { fork } from 'node:child_process';
import { cpus } from 'node:os';

const ALL = ['onnx', 'idx', 'idx.gz', 'npy', 'npz', 'tfjs', 'image'];
const [count = '1000', seed = '1', ...chosen] = process.argv.slice(2);
const child = new URL('child.mjs', import.meta.url);

/** Milliseconds without a word after which a case hangs; the limit of 2 s is on its own work. */
const SILENCE = 30_000;

/** Faults of one format by their first line, with the first case that shows each. */
async function faultsOf(format) {
  const faults = new Map();
  const note = (fault, at) => {
    const key = fault
      .split('\n')[0]
      .replaceAll(/[\d.]+/g, '#')
      .slice(0, 160);
    const seen = faults.get(key);
    faults.set(key, { fault: seen?.fault ?? fault, at: seen?.at ?? at, times: (seen?.times ?? 0) + 1 });
  };
  let at = 0;
  while (at < Number(count)) {
    const part = fork(child, [format, at, count, seed], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let timer;
    let hung = false;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => ((hung = true), part.kill('SIGKILL')), SILENCE);
    };
    wait();
    part.on('message', (said) => {
      wait();
      at = said.at;
      if (said.fault !== undefined) note(said.fault, said.at);
    });
    const [code, signal] = await new Promise((resolve) => part.on('exit', (...end) => resolve(end)));
    clearTimeout(timer);
    if (code === 0) break;
    note(hung ? 'hangs' : `ends the process (${signal ?? code})`, at++);
  }
  return faults;
}

const waiting = chosen.length > 0 ? chosen : [...ALL];
let found = 0;
const work = async () => {
  for (let format = waiting.shift(); format !== undefined; format = waiting.shift()) {
    const faults = await faultsOf(format);
    found += faults.size;
    console.log(`${format}: ${count} files, ${faults.size} kinds of fault`);
    for (const { fault, at, times } of faults.values()) console.log(`  ${times} times, first in case ${at}: ${fault}`);
  }
};
await Promise.all(Array.from({ length: Math.min(cpus().length, waiting.length) }, work));
if (found > 0) process.exitCode = 1;
