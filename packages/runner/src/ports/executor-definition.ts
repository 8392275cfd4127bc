import type { OutputOf, Schema } from '@fragility/plugin';
import type { Executor } from './executor.js';

/** What a process that does the work of others needs of the world around it. */
export interface WorkerContext {
  /** Units that it does at a time. */
  readonly jobs: number;
  /** Ends it once what is in work is kept. */
  readonly signal?: AbortSignal;
  /** Told what it does, a line each. */
  tell(message: string): void;
}

/** An executor that a config names under `executor`, and its parameters. */
export interface ExecutorDefinition<P extends Schema = Schema> {
  readonly name: string;
  readonly summary: string;
  readonly params: P;
  create(params: OutputOf<P>): Executor;
  /** Does what runs elsewhere put into its queue, until it is ended; for executors that have workers. */
  work?(params: OutputOf<P>, context: WorkerContext): Promise<void>;
}

/** An executor definition whose parameters are forgotten: for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyExecutor = ExecutorDefinition<any>;

/**
 * Defines an executor; infers the type of its parameters.
 *
 * @example
 * const here = defineExecutor({ name: 'here', summary: 'This process', params: z.strictObject({}), create: () => inlineExecutor });
 * here.name; // 'here'
 */
export const defineExecutor = /* @__NO_SIDE_EFFECTS__ */ <P extends Schema>(
  definition: ExecutorDefinition<P>,
): ExecutorDefinition<P> => definition;
