import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FragilityError } from '@fragility/plugin';

/** What is asked of SLURM. */
export interface Slurm {
  /** The largest number of tasks of an array. */
  mostTasks(): Promise<number>;
  /** Submits a script and returns the id of its job. */
  submit(script: string): Promise<string>;
  /** How many tasks of a name are pending, running, …, by state; those that have ended are left out. */
  states(name: string): Promise<ReadonlyMap<string, number>>;
}

/** Every command ends within this time, or is ended. */
const LIMIT = { timeout: 60_000, maxBuffer: 2 ** 26 };

async function command(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, LIMIT)).stdout;
  } catch (cause) {
    const { code, stderr = '' } = cause as NodeJS.ErrnoException & { readonly stderr?: string };
    const missing = code === 'ENOENT';
    const why = missing ? 'is not there' : `fails: ${stderr.trim() || String((cause as Error).message)}`;
    throw new FragilityError(
      {
        given: `${program} ${why}`,
        remedy: missing ? 'run where the commands of SLURM are' : 'correct what it complains of',
      },
      { where: 'runner/slurm', code: 'slurm/command', kind: missing ? 'input' : 'failure', cause },
    );
  }
}

/** What SLURM allows where it does not say. */
const SOME_TASKS = 1001;

/** SLURM, by its commands; each has a time limit. */
export const slurm: Slurm = {
  mostTasks: async () => {
    const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(await command('scontrol', ['show', 'config'])) ?? [];
    return Math.max(1, Number(size ?? SOME_TASKS) - 1);
  },
  submit: async (script) => (await command('sbatch', ['--parsable', script])).trim().split(';')[0]!,
  states: async (name) => {
    const states = new Map<string, number>();
    const text = await command('squeue', ['--noheader', '--array', `--name=${name}`, '--format=%T']);
    for (const state of text.split('\n').filter(Boolean)) states.set(state, (states.get(state) ?? 0) + 1);
    return states;
  },
};
