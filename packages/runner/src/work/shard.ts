import { FragilityError } from '@fragility/plugin';

/** One of `of` shards, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a scheduler says which task of an array runs: the variable, and those of the first task, the step between two, and how many there are. */
interface Scheduler {
  readonly index: string;
  readonly first?: string;
  readonly step?: string;
  readonly count?: string;
  readonly last?: string;
}

const SCHEDULERS: readonly Scheduler[] = [
  {
    index: 'SLURM_ARRAY_TASK_ID',
    first: 'SLURM_ARRAY_TASK_MIN',
    step: 'SLURM_ARRAY_TASK_STEP',
    count: 'SLURM_ARRAY_TASK_COUNT',
  },
  { index: 'JOB_COMPLETION_INDEX' },
  { index: 'PBS_ARRAY_INDEX' },
  { index: 'SGE_TASK_ID', first: 'SGE_TASK_FIRST', step: 'SGE_TASK_STEPSIZE', last: 'SGE_TASK_LAST' },
];

const fail = (given: string, expected: string): never => {
  throw new FragilityError(
    { given, expected, remedy: 'see fragility run --help' },
    { where: 'runner/shard', code: 'runner/shard', kind: 'input' },
  );
};

/** A number of the environment; undefined where there is none, as outside of an array: SGE says `undefined` then. */
function numberIn(environment: Environment, name: string | undefined): number | undefined {
  const text = name === undefined ? undefined : environment[name];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The shard of this task, counted from 0 whatever the scheduler counts from, and how many there are where it says so. */
function ofEnvironment(environment: Environment): { index: number; of: number | undefined } | undefined {
  for (const { index, first, step, count, last } of SCHEDULERS) {
    const at = numberIn(environment, index);
    if (at === undefined) continue;
    const from = numberIn(environment, first) ?? 0;
    const by = numberIn(environment, step) || 1;
    const to = numberIn(environment, last);
    const of = numberIn(environment, count) ?? (to === undefined ? undefined : Math.floor((to - from) / by) + 1);
    return { index: Math.floor((at - from) / by), of };
  }
  return undefined;
}

/**
 * Which shard is meant: `i/n`, counted from 0; `n`, where a scheduler says in the environment which of them; `auto`, where it says both.
 *
 * @param environment with `SLURM_ARRAY_TASK_ID`, `JOB_COMPLETION_INDEX`, `PBS_ARRAY_INDEX` or `SGE_TASK_ID`; tasks that are numbered from 1 are
 *   told by their first one, where the scheduler names it
 * @throws FragilityError `runner/shard`.
 * @example parseShard('0/4'); // { index: 0, of: 4 }
 * @example parseShard('4', { JOB_COMPLETION_INDEX: '3' }); // { index: 3, of: 4 }
 */
export function parseShard(text: string, environment: Environment = {}): Shard {
  const [, written, count] = /^(?:(\d{1,9})\/)?(\d{1,9}|auto)$/.exec(text) ?? fail(`--shard ${text}`, 'i/n, n or auto');
  const told = written === undefined ? ofEnvironment(environment) : undefined;
  const index = written === undefined ? told?.index : Number(written);
  const of = count === 'auto' ? told?.of : Number(count);
  if (index === undefined)
    return fail(
      `--shard ${text}`,
      `i/n, or one of ${SCHEDULERS.map((one) => one.index).join(', ')} in the environment`,
    );
  if (of === undefined)
    return fail(`--shard ${text} where the scheduler does not say how many tasks there are`, '--shard n');
  if (!(index < of))
    return fail(`shard ${index} of ${of}`, of > 0 ? `0/${of} … ${of - 1}/${of}` : 'at least one shard');
  return { index, of };
}
