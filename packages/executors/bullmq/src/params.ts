import { z } from 'zod';

/** Where the queue is, and how work is put into it. */
export const queueParams = z.strictObject({
  redis: z.string().default('redis://127.0.0.1:6379').describe('address of Redis or Valkey'),
  queue: z
    .string()
    .regex(/^[\w-]+$/)
    .default('fragility')
    .describe('name of the queue: workers serve one'),
  workers: z
    .int()
    .positive()
    .default(8)
    .describe('units done at a time, about: large trials are divided among so many'),
  throughQueue: z
    .boolean()
    .default(false)
    .describe('of a worker: get parts and send what is found through Redis, even where it sees the folder of the run'),
  lock: z
    .number()
    .positive()
    .default(30)
    .describe('seconds after which the work of a worker that is gone is taken by another'),
});

export type QueueParams = z.output<typeof queueParams>;
