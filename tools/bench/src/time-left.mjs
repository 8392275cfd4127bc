/**
 * How true the time left is that a run tells: every shipped experiment at the size of npm start, from a cold store. Of each estimate after a tenth
 * of the run, its ratio to the time that was left indeed; within 1.5 × or a second is right.
 *
 *     node tools/bench/src/time-left.mjs [experiment…] [-- flag…]
 *
 * With CPU=1 the run is of one job and its clock is the processor time of the process: for a machine on which others work.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const sizes = JSON.parse(readFileSync('examples/start.json', 'utf8'));
const cut = process.argv.indexOf('--');
const names = process.argv.slice(2, cut < 0 ? undefined : cut);
const flags = cut < 0 ? [] : process.argv.slice(cut + 1);

/** Most that an estimate may be off, as a ratio, or in seconds where little is left. */
const RIGHT = { ratio: 1.5, seconds: 1 };

/** Runs an experiment in this process by its processor time. */
async function eventsByProcessor(name) {
  const { planExperiment, runPlan } = await import('@fragility/runner');
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const out = mkdtempSync(join(tmpdir(), 'time-left-'));
  const plan = await planExperiment(`examples/experiments/${name}.yaml`, { set: sizes[name] ?? [] });
  const events = [];
  await runPlan(plan, {
    ...{ out: join(out, 'r'), jobs: 1 },
    bind: { clock: { now: () => new Date(spent()), elapsed: spent } },
    onEvent: (event) => events.push({ ...event, at: spent() / 1000 }),
  });
  events.push({ kind: 'end', at: spent() / 1000 });
  rmSync(out, { recursive: true, force: true });
  return events;
}

async function eventsOf(name) {
  if (process.env.CPU) return eventsByProcessor(name);
  const out = mkdtempSync(join(tmpdir(), 'time-left-'));
  const set = (sizes[name] ?? []).flatMap((size) => ['--set', size]);
  const file = `examples/experiments/${name}.yaml`;
  const child = spawn(
    process.execPath,
    ['apps/cli/bin/fragility.js', 'run', file, '--out', join(out, 'r'), '--json', ...set, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const events = [];
  for await (const line of createInterface({ input: child.stdout })) events.push(JSON.parse(line));
  rmSync(out, { recursive: true, force: true });
  return events.map((event) => ({ ...event, at: Date.parse(event.time) / 1000 }));
}

/** Seconds that each step took: from its first event to the next event of its trial. */
function secondsOf(events) {
  const seconds = new Map();
  const last = new Map();
  for (const { kind, trial, at, phase, message } of events) {
    if (!trial) continue;
    const before = last.get(trial.id);
    if (before) seconds.set(before.step, (seconds.get(before.step) ?? 0) + at - before.at);
    if (kind === 'progress') last.set(trial.id, { step: `${phase}: ${message.replace(/: step .*/, '')}`, at });
  }
  return seconds;
}

for (const name of names.length > 0 ? names : Object.keys(sizes)) {
  const events = await eventsOf(name);
  const begun = events.find(({ kind }) => kind === 'start').at;
  const end = events.at(-1).at;
  const judged = events
    .filter(({ kind, at }) => kind === 'progress' && at - begun >= (end - begun) / 10)
    .map(({ at, secondsLeft }) => ({
      share: (at - begun) / (end - begun),
      told: secondsLeft ?? Infinity,
      left: end - at,
    }));
  const off = ({ told, left }) => Math.max(told / left, left / told);
  const wrong = judged.filter((one) => off(one) > RIGHT.ratio && Math.abs(one.told - one.left) > RIGHT.seconds);
  const worst = wrong.toSorted((a, b) => off(b) - off(a))[0];
  console.log(
    `${name}: ${(end - begun).toFixed(1)} s, ${judged.length} estimates, ${wrong.length} wrong` +
      (worst
        ? `; the worst at ${(100 * worst.share).toFixed(0)} %: ${worst.told.toFixed(1)} s told, ${worst.left.toFixed(1)} s left`
        : ''),
  );
  const near = (share) => judged.reduce((a, b) => (Math.abs(b.share - share) < Math.abs(a.share - share) ? b : a));
  const shown = [0.1, 0.2, 0.3, 0.5, 0.7, 0.9].map((share) => near(share));
  console.log(
    `    told/left: ${shown.map(({ share, told, left }) => `${(100 * share).toFixed(0)} % ${told.toFixed(1)}/${left.toFixed(1)} s`).join(', ')}`,
  );
  if (process.env.STEPS)
    for (const [step, seconds] of secondsOf(events)) console.log(`    ${step}: ${seconds.toFixed(2)} s`);
}
