import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts a Python script of this folder that answers each line with a line of JSON, after a first one with what it knows. */
export async function peer(python, script, args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended; see what it says above, and its first lines for what it needs`);
    return JSON.parse(value);
  };
  const facts = await next();
  const ask = (line) => {
    child.stdin.write(`${line}\n`);
    return next();
  };
  return { facts, ask, end: () => child.stdin.end() };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Milliseconds of `runs` calls. */
export async function times(task, runs) {
  const found = [];
  for (let k = 0; k < runs; k++) {
    const start = performance.now();
    await task();
    found.push(performance.now() - start);
  }
  return found;
}

/**
 * Medians of works in milliseconds, a few runs of each in turn, so that what else the machine does falls on all alike. A work is a function
 * of the number of runs; the ratios are the first to each, the median of those of the rounds.
 */
export async function interleaved(works, { rounds = 9, runs = 5 } = {}) {
  for (const work of works) await work(2);
  const all = works.map(() => []);
  const ratios = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const found = [];
    for (const work of works) found.push(await work(runs));
    found.forEach((each, k) => {
      all[k].push(...each);
      ratios[k].push(median(found[0]) / median(each));
    });
  }
  return { medians: all.map(median), ratios: ratios.map(median) };
}
