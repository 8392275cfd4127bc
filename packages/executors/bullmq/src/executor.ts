import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents } from 'bullmq';
import { FragilityError } from '@fragility/plugin';
import {
  dispatch,
  partsAt,
  type Executor,
  type TrialEnd,
  type TrialObserver,
  type TrialWork,
  type Unit,
} from '@fragility/runner';
import { another, connect } from './connect.js';
import { isPartPath, keyOf, pathsOf, queuedFiles } from './files.js';
import { aliveKey, keysOf, SECONDS_ALIVE, tokenPath, type UnitJob, type UnitProgress, type UnitResult } from './job.js';
import type { QueueParams } from './params.js';

/** Units that wait in the queue at a time: enough for every worker, and no burden for Redis. */
const MOST_QUEUED = 2000;
/** Workers that are told to stop keep what is finished within this time. */
const MS_TO_STOP = 10_000;
/** Times that a unit is taken up where a worker cannot do it, as it lacks a plugin or a file. */
const ATTEMPTS = 5;

const fail = (given: string, remedy: string, code: string, kind: 'input' | 'failure'): never => {
  throw new FragilityError({ given, remedy }, { where: 'executor-bullmq', code, kind });
};

/** A unit that is in the queue. */
interface Pending {
  readonly observer: TrialObserver;
  resolve(result: UnitResult): void;
  reject(error: Error): void;
}

/** Listens to what becomes of units in the queue. */
function listen(events: QueueEvents, pending: ReadonlyMap<string, Pending>): void {
  events.on('completed', ({ jobId, returnvalue }) => pending.get(jobId)?.resolve(returnvalue as unknown as UnitResult));
  events.on('failed', ({ jobId, failedReason }) =>
    pending
      .get(jobId)
      ?.reject(
        new FragilityError(
          { given: `the workers leave it: ${failedReason}`, remedy: 'see what they say' },
          { where: 'executor-bullmq', code: 'bullmq/lost', kind: 'failure' },
        ),
      ),
  );
  events.on('progress', ({ jobId, data }) => {
    const observer = pending.get(jobId)?.observer;
    const told = data as unknown as UnitProgress;
    if (told.kind === 'warn') observer?.warn(...told.of);
    else if (told.kind === 'resumed') observer?.resumed(...told.of);
    else if (told.kind === 'progress') observer?.progress(...told.of);
  });
}

async function* runAll(units: readonly Unit[], work: TrialWork, params: QueueParams): AsyncGenerator<TrialEnd> {
  const { remote, signal } = work;
  const folder =
    remote.parts ?? fail('parts that are not in a folder', 'give one with --out', 'bullmq/folder', 'input');
  const id = randomUUID();
  const redis = await connect(params.redis);
  const [first, second] = [another(redis), another(redis)];
  const queue = new Queue<UnitJob, UnitResult>(params.queue, { connection: first });
  const events = new QueueEvents(params.queue, { connection: second });
  const pending = new Map<string, Pending>();
  const parts = partsAt(folder);
  const files = queuedFiles(redis, id);
  const [used, sent] = [new Set<string>(), new Set<string>()];
  const live = (): Promise<unknown> => redis.set(aliveKey(id), 1, 'EX', SECONDS_ALIVE);
  const heart = setInterval(() => void live().catch(() => undefined), (1000 * SECONDS_ALIVE) / 4);
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearInterval(heart);
    redis.del(aliveKey(id)).catch(() => undefined);
    giveUp = setTimeout(() => pending.forEach(({ resolve }) => resolve({ end: null, files: [] })), MS_TO_STOP);
  };
  signal?.addEventListener('abort', stop, { once: true });

  /** Puts what is known of the parts of a trial into Redis: lines that were added where a trial is finished, and everything else once. */
  async function seed(keys: readonly string[], lines: boolean): Promise<void> {
    for (const path of await pathsOf(parts, keys)) {
      if (sent.has(path) && !(lines && path.endsWith('.jsonl'))) continue;
      sent.add(path);
      const content = await parts.read(path);
      if (content) await files.put(keyOf(path, keys), path, content);
    }
    for (const key of keys) used.add(key);
  }

  async function doUnit({ trial, does }: Unit, observer: TrialObserver): Promise<TrialEnd | undefined> {
    const keys = work.keys(trial);
    const all = keysOf(keys);
    await seed(all, does === 'trial');
    const jobId = randomUUID();
    const done = new Promise<UnitResult>((resolve, reject) => pending.set(jobId, { observer, resolve, reject }));
    done.catch(() => undefined);
    const data: UnitJob = { id, run: { ...remote, parts: folder }, trial: trial.id, does, keys };
    try {
      await queue.add('unit', data, {
        jobId,
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: 500 },
        removeOnComplete: true,
        removeOnFail: true,
      });
      const { end, files: paths } = await done;
      for (const path of paths.filter(isPartPath)) {
        const content = await files.get(keyOf(path, all), path);
        if (content) await parts.write(path, content);
      }
      return end ?? undefined;
    } finally {
      pending.delete(jobId);
    }
  }

  try {
    await live();
    await events.waitUntilReady();
    listen(events, pending);
    await parts.write(tokenPath(id), '');
    const workers = await queue.getWorkersCount();
    work.tell(
      `${units.length} units of work in the queue '${params.queue}' of ${params.redis}, ${workers} workers; more may join: fragility worker --redis ${params.redis}`,
    );
    yield* dispatch(units, work, MOST_QUEUED, doUnit);
  } finally {
    clearInterval(heart);
    clearTimeout(giveUp);
    signal?.removeEventListener('abort', stop);
    await redis.del(aliveKey(id));
    await files.drop([...used]);
    await parts.remove(tokenPath(id));
    await events.close();
    await queue.close();
    for (const one of [redis, first, second]) one.disconnect();
  }
}

/** Has workers do units that a queue in Redis holds. */
export const queueExecutor = (params: QueueParams): Executor => ({
  places: params.workers,
  execute: (units, work) => runAll(units, work, params),
});
