import { z } from 'zod';

const line = z.string().regex(/^[^\n\r]+$/, 'expected one line');

/** How work is put into jobs of SLURM. */
export const slurmParams = z.strictObject({
  tasks: z.int().positive().optional().describe('tasks of the array; default: as many as take about `minutes` each'),
  minutes: z.number().positive().default(10).describe('minutes that a task is to take, about'),
  speed: z
    .number()
    .positive()
    .default(5e7)
    .describe('coordinates of inputs that go through a model per second and CPU, for the number of tasks'),
  cpus: z.int().positive().default(1).describe('CPUs of a task, and units that it does at a time'),
  atOnce: z.int().positive().optional().describe('tasks that run at a time, at most'),
  limit: z.int().positive().default(120).describe('time limit of a task in minutes; one that reaches it goes on later'),
  options: z.array(line).default([]).describe('more options of sbatch, such as --partition=long'),
  setup: z.array(line).default([]).describe('shell commands before a task, such as module load nodejs'),
  wait: z.boolean().default(true).describe('wait for the tasks; else a job that depends on them collects the results'),
  poll: z.number().positive().default(15).describe('seconds between two looks at the queue, at most'),
  attempts: z.int().positive().default(3).describe('times that tasks are submitted in a row without any progress'),
});

export type SlurmParams = z.output<typeof slurmParams>;
