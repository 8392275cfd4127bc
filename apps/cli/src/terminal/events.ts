import { describeThrown, isFragilityError } from '@fragility/plugin';
import type { Listener, RunEvent, Trial } from '@fragility/runner';
import type { Output } from './io.js';

/** Progress is told as often as this, and at every end. */
const MS_BETWEEN = 500;

const trialOf = ({ id, model, seed, swept }: Trial): object => ({ id, model, seed, swept });

const errorOf = (error: unknown): object => ({
  message: describeThrown(error).message,
  ...(isFragilityError(error) ? { code: error.code, kind: error.kind } : {}),
});

/** An event as programs read it: of a trial what tells it from others, of an error its message, code and kind. */
function plain(event: RunEvent): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...event };
  if ('trial' in event) shown['trial'] = trialOf(event.trial);
  if ('error' in event) shown['error'] = errorOf(event.error);
  return shown;
}

/** Writes every event as a line of JSON with the time that it happened. */
export function eventWriter(output: Output): Listener {
  let told = -Infinity;
  return (event) => {
    const now = performance.now();
    const isEnd = event.kind !== 'progress' || (event.counted && event.counted.done === event.counted.of);
    if (!isEnd && now - told < MS_BETWEEN) return;
    if (event.kind === 'progress') told = now;
    output.write(`${JSON.stringify({ time: new Date().toISOString(), ...plain(event) })}\n`);
  };
}
