import { availableParallelism } from 'node:os';
import { checkParams, FragilityError } from '@fragility/plugin';
import { findExecutor } from '@fragility/runner';
import type { Io } from '../terminal/io.js';

export interface WorkerFlags {
  readonly redis?: string;
  readonly queue?: string;
  readonly lock?: number;
  readonly throughQueue?: boolean;
  readonly jobs?: number;
}

/** `fragility worker`: does the work that runs on other machines put into a queue, until it is ended. */
export async function workerCommand(flags: WorkerFlags, { stdout, signal }: Io): Promise<number> {
  const { jobs = availableParallelism(), ...given } = flags;
  const { name, params, work } = await findExecutor('bullmq', process.cwd());
  const { value, problems } = checkParams(params, given);
  if (problems || !work)
    throw new FragilityError(
      {
        given: problems?.map(({ message }) => message).join('; ') ?? `executor '${name}' has no workers`,
        remedy: 'see fragility worker --help',
      },
      { where: 'cli', code: 'cli/worker', kind: 'input' },
    );
  await work(value, { jobs, ...(signal ? { signal } : {}), tell: (message) => void stdout.write(`${message}\n`) });
  return 0;
}
