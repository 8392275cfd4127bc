import type { EventEmitter } from 'node:events';
import { describeThrown } from '@fragility/plugin';
import type { Output } from './io.js';

/** What is needed of a process to watch over it. */
export interface Host extends Pick<EventEmitter, 'on' | 'once'> {
  exitCode?: string | number | null | undefined;
  exit(code?: number): void;
}

/**
 * Stops work on the first Ctrl-C (the second ends the process, as always), and names what plugins do to the process behind the command's back:
 * errors thrown outside of any await, an exit, an await that never ends.
 *
 * @returns the signal to hand to the work, and what to call once it is over
 */
export function guard(host: Host, stderr: Pick<Output, 'write'>): { readonly signal: AbortSignal; over(): void } {
  const controller = new AbortController();
  let working = true;
  const stop = (): void => {
    stderr.write('stopping: what is finished is kept; once more stops at once\n');
    controller.abort();
  };
  const fail = (error: unknown): void => {
    const { message } = describeThrown(error);
    stderr.write(`error: [cli] thrown outside of any trial: ${message}; correct the plugin that throws it\n`);
    working = false;
    host.exit(1);
  };
  host.once('SIGINT', stop);
  host.once('SIGTERM', stop);
  host.on('uncaughtException', fail);
  host.on('unhandledRejection', fail);
  host.once('exit', () => {
    if (!working) return;
    stderr.write(
      'error: [cli] the process ended before its work did; look for a plugin that exits, or waits for what never comes\n',
    );
    host.exitCode = 1;
  });
  return { signal: controller.signal, over: () => void (working = false) };
}
