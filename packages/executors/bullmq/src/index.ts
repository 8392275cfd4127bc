import { defineExecutor } from '@fragility/runner';
import { queueExecutor } from './executor.js';
import { queueParams } from './params.js';
import { work } from './worker.js';

export type { QueueParams } from './params.js';

/** The executor `bullmq`: workers on machines that join and leave, over Redis or Valkey. */
export default defineExecutor({
  name: 'bullmq',
  summary: 'Workers on machines that join and leave, over Redis or Valkey',
  params: queueParams,
  create: queueExecutor,
  work,
});
