import type { SlurmParams } from './params.js';

/** Tasks `offset` … `offset + size − 1` of all, which one array does. */
export interface TaskArray {
  readonly offset: number;
  readonly size: number;
}

/** All tasks in as few arrays as are allowed. */
export function arraysOf(tasks: number, most: number): TaskArray[] {
  const count = Math.ceil(tasks / most);
  return Array.from({ length: count }, (_, k) => {
    const offset = Math.floor((k * tasks) / count);
    return { offset, size: Math.floor(((k + 1) * tasks) / count) - offset };
  });
}

/** How many tasks take about the wanted time each. */
export const tasksFor = (weight: number, { tasks, minutes, speed, cpus }: SlurmParams): number =>
  tasks ?? Math.max(1, Math.round(weight / (speed * cpus * minutes * 60)));

/** A word of a shell command. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** What scripts are made of. */
export interface ScriptOf {
  /** Of the job: letters, digits and hyphens. */
  readonly name: string;
  /** Folder of the logs. */
  readonly logs: string;
  /** The command that does a task or collects. */
  readonly command: readonly string[];
}

const head = ({ name, logs }: ScriptOf, log: string, options: readonly string[]): string[] => [
  '#!/bin/bash',
  `#SBATCH --job-name=${name}`,
  `#SBATCH --output=${JSON.stringify(`${logs.replaceAll('%', '%%')}/${log}`)}`,
  ...options.map((option) => `#SBATCH ${option}`),
];

/**
 * The script of an array: a minute before its time limit a task is told to stop, keeps what is finished, and is queued again.
 *
 * @see https://slurm.schedmd.com/sbatch.html
 */
export function arrayScript(of: ScriptOf, { offset, size }: TaskArray, tasks: number, params: SlurmParams): string {
  const { cpus, atOnce, limit, options, setup } = params;
  const throttle = atOnce === undefined ? '' : `%${atOnce}`;
  return [
    ...head(of, 'task-%A-%a.log', [
      `--array=0-${size - 1}${throttle}`,
      `--cpus-per-task=${cpus}`,
      `--time=${limit}`,
      '--requeue',
      '--open-mode=append',
      '--signal=B:USR1@60',
      ...options,
    ]),
    ...setup,
    `exec ${of.command.map(quoted).join(' ')} "$((${offset} + SLURM_ARRAY_TASK_ID))" ${tasks}`,
    '',
  ].join('\n');
}

/** The script of the job that collects once some arrays have ended, however they did; it is queued again where tasks are, too. */
export const collectScript = (of: ScriptOf, jobs: readonly string[], { options, setup, limit }: SlurmParams): string =>
  [
    ...head(of, 'collect.log', [
      `--dependency=afterany:${jobs.join(':')}`,
      `--time=${limit}`,
      '--requeue',
      '--open-mode=append',
      ...options,
    ]),
    ...setup,
    `exec ${of.command.map(quoted).join(' ')}`,
    '',
  ].join('\n');
