import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker, type Job } from 'bullmq';
import { FragilityError, isFragilityError } from '@fragility/plugin';
import { partsAt, unitPool, type TrialObserver, type WorkerContext } from '@fragility/runner';
import { another, connect } from './connect.js';
import { isPartPath, keyOf, pathsOf, queuedFiles } from './files.js';
import { aliveKey, keysOf, tokenPath, type UnitJob, type UnitProgress, type UnitResult } from './job.js';
import type { QueueParams } from './params.js';
import { scratchFolder } from './scratch.js';

const MS_BETWEEN_LOOKS = 1000;
/** Where Redis is gone, there is nothing to wait for. */
const MS_TO_CLOSE = 15_000;
/** A unit is given to another worker so often when the one that has it is gone, in case that it is what ends them. */
const MOST_LOST = 2;
/** What a worker cannot do is for others. */
const UNFIT = new Set(['runner/other']);

/** Tells of a unit through the queue; of its progress at most once a second. */
function observerOf(job: Job<UnitJob, UnitResult>): TrialObserver {
  let last = 0;
  const send = (told: UnitProgress): void => void job.updateProgress({ ...told }).catch(() => undefined);
  return {
    warn: (...of) => send({ kind: 'warn', of }),
    resumed: (...of) => send({ kind: 'resumed', of }),
    progress: (at, message) => {
      if (performance.now() - last < MS_BETWEEN_LOOKS) return;
      last = performance.now();
      send({ kind: 'progress', of: [at, message] });
    },
    failed: () => undefined,
  };
}

/** Does units of the queue until it is ended. */
export async function work(params: QueueParams, { jobs, signal, tell }: WorkerContext): Promise<void> {
  const scratch = await scratchFolder();
  const redis = await connect(params.redis).catch(async (error: unknown) => {
    await scratch.remove();
    throw error;
  });
  const pool = unitPool(jobs);
  const name = `${hostname()}-${process.pid}`;
  const unfit = new AbortController();
  let reason: unknown;

  /** The folder of the parts of a run, where this machine has it; else one of its own, with what Redis holds of them: these files are others'. */
  async function folderFor({ id, run, keys }: UnitJob): Promise<{ folder: string; others?: ReadonlySet<string> }> {
    if (!params.throughQueue && existsSync(join(run.parts, tokenPath(id)))) return { folder: run.parts };
    const folder = join(scratch.folder, id);
    await mkdir(folder, { recursive: true });
    const [parts, files] = [partsAt(folder), queuedFiles(redis, id)];
    const others = new Set<string>();
    for (const key of keysOf(keys))
      for (const [path, content] of await files.of(key)) {
        if (path.includes(name) || !isPartPath(path)) continue;
        others.add(path);
        await parts.write(path, content);
      }
    return { folder, others };
  }

  /** Puts what was found here into Redis. */
  async function sent({ id, keys }: UnitJob, folder: string, others: ReadonlySet<string>): Promise<string[]> {
    const [parts, files, all] = [partsAt(folder), queuedFiles(redis, id), keysOf(keys)];
    const paths = [...(await pathsOf(parts, all)), ...(await parts.list('pictures'))].filter(
      (path) => !others.has(path),
    );
    for (const path of paths) {
      const content = await parts.read(path);
      if (content) await files.put(keyOf(path, all), path, content);
    }
    return paths;
  }

  async function doUnit(job: Job<UnitJob, UnitResult>): Promise<UnitResult> {
    const { id, run, trial, does, keys } = job.data;
    const isAlive = async (): Promise<boolean> => (await redis.exists(aliveKey(id))) === 1;
    if (!(await isAlive())) return { end: null, files: [] };
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    signal?.addEventListener('abort', stop, { once: true });
    const look = setInterval(() => {
      isAlive().then(
        (alive) => alive || stop(),
        () => undefined,
      );
    }, MS_BETWEEN_LOOKS);
    try {
      const { folder, others } = await folderFor(job.data);
      const unit = {
        run: { ...run, parts: folder, writer: `${run.writer}-${name}` },
        trial,
        does,
        keys,
        checked: true,
      };
      const end = await pool.run(unit, observerOf(job), controller.signal);
      if (!end && signal?.aborted)
        throw new FragilityError(
          { given: 'this worker was ended', remedy: 'another goes on' },
          { where: 'executor-bullmq', code: 'bullmq/ended', kind: 'failure' },
        );
      return { end: end ?? null, files: others ? await sent(job.data, folder, others) : [] };
    } catch (error) {
      if (isFragilityError(error) && UNFIT.has(error.code)) {
        reason = error;
        unfit.abort();
      }
      throw error;
    } finally {
      clearInterval(look);
      signal?.removeEventListener('abort', stop);
    }
  }

  const connection = another(redis);
  const worker = new Worker<UnitJob, UnitResult>(params.queue, doUnit, {
    connection,
    concurrency: jobs,
    name,
    lockDuration: 1000 * params.lock,
    stalledInterval: 1000 * params.lock,
    maxStalledCount: MOST_LOST,
  });
  worker.on('error', ({ message }) => tell(`error: ${message}`));
  worker.on('completed', ({ data }, { end }) =>
    tell(`${data.trial}: ${end?.status ?? (typeof data.does === 'string' ? data.does : 'some examples')}`),
  );
  worker.on('failed', (job, { message }) => tell(`${job?.data.trial ?? 'a unit'} is left: ${message}`));
  worker.on('stalled', (job) => tell(`unit ${job} was lost by another worker`));
  try {
    await worker.waitUntilReady();
    tell(`worker ${name} serves the queue '${params.queue}' of ${params.redis}, ${jobs} units at a time`);
    await new Promise<void>((resolve) => {
      for (const one of [signal, unfit.signal]) {
        if (one?.aborted) resolve();
        one?.addEventListener('abort', () => resolve(), { once: true });
      }
    });
  } finally {
    await Promise.race([worker.close(), wait(MS_TO_CLOSE, undefined, { ref: false })]);
    await pool.close();
    for (const one of [redis, connection]) one.disconnect();
    await scratch.remove();
  }
  if (reason !== undefined) throw reason;
}
