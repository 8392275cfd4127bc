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

/** `[milliseconds, milliseconds of processor time]` of `runs` calls. */
export async function times(task, runs) {
  const found = [];
  for (let k = 0; k < runs; k++) {
    const [start, work] = [performance.now(), process.cpuUsage()];
    await task();
    const { user, system } = process.cpuUsage(work);
    found.push([performance.now() - start, (user + system) / 1000]);
  }
  return found;
}

/**
 * Works compared by their medians, a few runs of each in turn, so that what else the machine does falls on all alike. A work answers a number
 * of runs with as many times, see {@link times}. For each: the median milliseconds, and the ratio of the first work's to them, in time and in
 * processor time, the median of the rounds'.
 */
export async function interleaved(works, { rounds = 9, runs = 5 } = {}) {
  for (const work of works) await work(2);
  const all = works.map(() => []);
  const ratios = works.map(() => [[], []]);
  for (let round = 0; round < rounds; round++) {
    const found = [];
    for (const work of works) found.push(await work(runs));
    const middle = found.map((each) => [0, 1].map((kind) => median(each.map((time) => time[kind]))));
    found.forEach((each, k) => {
      all[k].push(...each.map(([time]) => time));
      [0, 1].forEach((kind) => ratios[k][kind].push(middle[0][kind] / middle[k][kind]));
    });
  }
  return works.map((_, k) => ({ ms: median(all[k]), time: median(ratios[k][0]), processor: median(ratios[k][1]) }));
}

/** `49.8 ms, ratio 0.80 (≤ 1), in processor time 0.81`. */
export const compared = ({ ms, time, processor }) =>
  `${ms.toFixed(1)} ms, ratio ${time.toFixed(2)} (≤ 1), in processor time ${processor.toFixed(2)}`;
