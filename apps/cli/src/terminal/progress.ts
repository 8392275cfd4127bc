import type { Counted, Listener, RunEvent, Trial } from '@fragility/runner';
import type { Output } from './io.js';
import { stackOf } from './stack.js';

const MS_BETWEEN_LINES = 100;
/** Where nothing ends for so long, a line says how far the run is. */
const MS_WITHOUT_A_LINE = 5000;

/** `85` → `1 min 25 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `trained, seed 3, dataset.dimension 64`. */
export const trialName = ({ model, seed, swept }: Pick<Trial, 'model' | 'seed' | 'swept'>): string =>
  [model, `seed ${seed}`, ...Object.entries(swept).map(([path, value]) => `${path} ${JSON.stringify(value)}`)].join(
    ', ',
  );

/** Lines for events that end something; undefined for the others. */
function line(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'start':
      return `${event.engine}\n${event.trials} trial${event.trials === 1 ? '' : 's'}${event.reused > 0 ? `, ${event.reused} finished before` : ''}, results in ${event.folder}`;
    case 'attack-resumed':
      if (event.known === event.examples) return undefined;
      return `${trialName(event.trial)}: attack '${event.attack}' goes on, ${event.known} of ${event.examples} examples are known from an earlier run`;
    case 'trial-done':
      return `[${event.index + 1}/${event.trials}] ${trialName(event.trial)}: ${duration(event.seconds)}`;
    case 'trial-failed':
      return `[${event.index + 1}/${event.trials}] ${trialName(event.trial)}: FAILED (${event.phase}) ${event.error.message}`;
    case 'elsewhere':
      return event.message;
    case 'warning':
      return `warning: ${event.message}`;
    default:
      return undefined;
  }
}

/** `pgd, 120 of 1000 examples, 45.0 % robust so far`. */
const examples = ({ attack, done, of, judged, robust }: Counted): string =>
  `${attack}, ${done} of ${of} examples${judged > 0 ? `, ${((100 * robust) / judged).toFixed(1)} % robust so far` : ''}`;

/** How far a run is: `12 %, 40 s left  net, seed 1: pgd, 120 of 1000 examples, 45.0 % robust so far`. */
function far(event: RunEvent & { readonly kind: 'progress' }): string {
  const left = event.secondsLeft === null ? '' : `, ${duration(event.secondsLeft)} left`;
  return `${Math.floor(100 * event.done)} %${left}  ${trialName(event.trial)}: ${event.counted ? examples(event.counted) : event.message}`;
}

/** Prints events: on a terminal one line that is rewritten; elsewhere a line per finished trial, and where none ends for some seconds, how far the run is. Failures go to `errors`, for debugging with their stacks. */
export function progressPrinter(
  output: Output,
  errors: Output,
  debug = false,
): { readonly onEvent: Listener; clear(): void } {
  const width = (output.columns ?? 80) - 1;
  let shown = 0;
  let last = performance.now();
  const clear = (): void => {
    if (output.isTTY) output.write('\r\x1b[2K');
  };
  const onEvent: Listener = (event) => {
    const text = line(event);
    if (text !== undefined && (!output.isTTY || event.kind !== 'trial-done')) {
      clear();
      last = performance.now();
      (event.kind === 'trial-failed' ? errors : output).write(`${text}\n`);
      if (event.kind === 'trial-failed' && debug) errors.write(`${stackOf(event.error)}\n`);
    } else if (output.isTTY && (event.kind === 'progress' || event.kind === 'summary')) {
      if (event.kind === 'progress' && performance.now() - shown < MS_BETWEEN_LINES) return;
      shown = performance.now();
      clear();
      output.write((event.kind === 'progress' ? far(event) : event.message).slice(0, width));
    } else if (event.kind === 'progress' && performance.now() - last > MS_WITHOUT_A_LINE) {
      last = performance.now();
      output.write(`${far(event)}\n`);
    }
  };
  return { onEvent, clear };
}
