import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EXPERIMENT, files, folder, PLUGIN, read, run } from '../testing/experiments.js';
import type { RunEvent } from '../execute/events.js';

const { slid } = (await import(PLUGIN)) as { slid: string[] };
beforeEach(() => void (slid.length = 0));

const TEXT = `${EXPERIMENT.replace('use: slide', 'use: slide, window: 1, pause: 20')}  - { use: distances }\n`;

const resumed = (events: readonly RunEvent[]): unknown[] =>
  events.flatMap((event) => (event.kind === 'attack-resumed' ? [[event.attack, event.known, event.examples]] : []));

/** Runs, and aborts once `slide` has finished so many examples. */
async function stopped(out: string, after: number): Promise<RunEvent[]> {
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const shares = new Set<number>();
  const onEvent = (event: RunEvent): void => {
    events.push(event);
    if (event.kind !== 'progress' || event.counted?.attack !== 'slide') return;
    if (shares.add(event.counted.done).size === after + 1) controller.abort();
  };
  expect(await run(out, TEXT, { signal: controller.signal, onEvent })).toMatchObject({ status: 'aborted', done: 0 });
  return events;
}

/** The tables of a run. */
const findings = (out: string): unknown => [read(out, 'tables/attacks.csv'), read(out, 'tables/distances.csv')];

/** The files with the lines of attacks, by the number of lines. */
const linesOf = (out: string): [string, number][] =>
  files(join(out, 'store/attacks'))
    .filter((path) => path.endsWith('.jsonl'))
    .map((path): [string, number] => [path, read(out, `store/attacks/${path}`).split('\n').length - 1])
    .sort(([, a], [, b]) => a - b);

/** What a run leaves that nobody stops. */
const whole = async (): Promise<unknown> => {
  const out = folder();
  await run(out, TEXT);
  slid.length = 0;
  return findings(out);
};

describe('a run stopped in an attack', () => {
  it('goes on with the examples that are missing, and leaves what a whole run does', async () => {
    const expected = await whole();
    const out = folder();
    await stopped(out, 3);
    expect(linesOf(out).map(([, lines]) => lines)).toEqual([3, 6]);
    expect(slid).toHaveLength(3);
    slid.length = 0;
    const events: RunEvent[] = [];
    expect(await run(out, TEXT, { onEvent: (event) => events.push(event) })).toMatchObject({ status: 'done' });
    // Three are missing; the analysis attacks all six once more.
    expect(slid).toHaveLength(3 + 6);
    expect(resumed(events)).toEqual([
      ['jump', 6, 6],
      ['slide', 3, 6],
    ]);
    expect(findings(out)).toEqual(expected);
  });

  it('counts known examples as done', async () => {
    const out = folder();
    await stopped(out, 3);
    const events: RunEvent[] = [];
    await run(out, TEXT, { onEvent: (event) => events.push(event) });
    const counts = events.flatMap((event) =>
      event.kind === 'progress' && event.counted?.attack === 'slide' ? [event.counted.done] : [],
    );
    expect([...new Set(counts)]).toEqual([3, 4, 5, 6]);
  });

  it('may be stopped again and again', async () => {
    const expected = await whole();
    const out = folder();
    for (const after of [1, 1, 2]) await stopped(out, after);
    slid.length = 0;
    await run(out, TEXT);
    expect(slid).toHaveLength(2 + 6);
    expect(findings(out)).toEqual(expected);
  });

  it('goes on behind a line that a kill has torn', async () => {
    const expected = await whole();
    const out = folder();
    await stopped(out, 3);
    const file = join(out, 'store/attacks', linesOf(out)[0]![0]);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
    slid.length = 0;
    await run(out, TEXT);
    expect(slid).toHaveLength(4 + 6);
    expect(findings(out)).toEqual(expected);
  });

  it('starts anew where anything has changed, or when it is told to', async () => {
    const out = folder();
    await stopped(out, 3);
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent): void => void events.push(event);
    await run(out, TEXT.replace('seed: 3', 'seed: 4'), { onEvent });
    await run(out, TEXT, { onEvent, fresh: true });
    expect(resumed(events)).toEqual([]);
  });

  it('keeps the attacks of a trial that fails later', async () => {
    const out = folder();
    const text = EXPERIMENT.replace('use: norms', 'use: norms, fault: throw');
    for (const known of [[], ['jump', 'slide']]) {
      const events: RunEvent[] = [];
      const outcome = await run(out, text, { onEvent: (event) => events.push(event) });
      expect(outcome).toMatchObject({ status: 'failed', failed: [{ phase: 'analyses' }] });
      expect(resumed(events)).toEqual(known.map((name) => [name, 6, 6]));
    }
  });
});
