import { isZero, margin as marginOf, type Row } from '@fragility/numerics';
import type { Note, LogitsResult } from '../../attack.js';
import type { AttackRecord, Outcome } from '../../record.js';
import { createBestPoint, type BestPoint } from './best-point.js';
import type { Confirmed } from '../noise/confirm.js';
import type { ModelInput } from '../model/model-input.js';
import { exactness } from './exactness.js';
import type { Job, Task } from '../job.js';
import type { QueryResult } from '../query-batches.js';
import { CONSTANT, IDLE, isOfExample, SKIPPED, UNSURE, ZERO_GRADIENT, type Refusal } from './reasons.js';

const same = (a: Row, b: Row): boolean => a.every((value, k) => value === b[k]);

/** What is known of one example: what was asked and found, what the attack says, and the records that follow from it. */
export interface Recorder {
  /** Whether the input counts as fooled before any attack. */
  readonly skipped: boolean;
  readonly found: BestPoint;
  /** Points that rounding alone may have fooled: just beyond them there may be some that count. */
  readonly withinNoise: BestPoint;
  readonly warnings: Set<string>;
  /** Begins another budget. */
  reset(): void;
  note(note: Note): void;
  /** Ends the attack on the example: whatever it found does not count for more than this. */
  fail(refusal: Refusal): void;
  /** An abort, or the end of its time, left something undone. */
  cutShort(why: Refusal): void;
  isCut(): boolean;
  /** Counts a forward pass that the example receives. */
  passed(): void;
  /** Told of the logits at x; returns whether x is the best point so far. */
  forward(x: Row, scored: LogitsResult, budget: number): boolean;
  /** Told of gradients. */
  backward(results: readonly QueryResult[]): void;
  /** Told that the attack has asked all it wants to. */
  complete(): void;
  record(budget: number | null, found: Confirmed | null): AttackRecord;
}

/** A recorder of an example whose input has the logits `clean`. */
export function createRecorder(
  job: Job,
  { id, criterion }: Task,
  { measured }: ModelInput,
  clean: LogitsResult,
): Recorder {
  const { name, norm } = job;
  const { label, target } = criterion;
  const [found, withinNoise] = [createBestPoint(measured), createBestPoint(measured)];
  const warnings = new Set<string>();
  const counts = { forwards: 0, backwards: 0 };
  let zeroGradients = 0;
  /** Since the budget began. */
  let seen = { points: 0, logits: false, gradients: 0, slopes: false };
  let noted: Note = {};
  let silent: Refusal | undefined;
  let failure: Refusal | undefined;
  let cut: Refusal | undefined;

  const meets = ({ class: chosen }: LogitsResult): boolean =>
    target === undefined ? chosen !== label : chosen === target;
  const skipped = target === undefined ? meets(clean) : clean.fooled;
  const margin = ({ logits }: LogitsResult): number => marginOf(logits, criterion);

  const reason = (success: boolean): Partial<Refusal> => {
    if (skipped) return SKIPPED;
    if (cut) return cut;
    const said = silent === ZERO_GRADIENT || noted.reason === undefined ? silent : { reason: noted.reason };
    return (success ? said : (failure ?? said ?? found.refused() ?? (withinNoise.best() ? UNSURE : undefined))) ?? {};
  };

  const outcome = (success: boolean): Outcome => {
    if (skipped) return 'skipped';
    if (success) return 'fooled';
    if (cut) return 'aborted';
    return isOfExample(failure?.code) ? 'failed' : 'robust';
  };

  return {
    skipped,
    found,
    withinNoise,
    warnings,
    reset() {
      found.reset();
      withinNoise.reset();
      seen = { points: 0, logits: false, gradients: 0, slopes: false };
      noted = {};
      silent = undefined;
      failure = undefined;
    },
    note(note) {
      noted = { ...noted, ...note };
      if (note.warning !== undefined) warnings.add(note.warning);
    },
    fail: (refusal) => void (failure = refusal),
    cutShort: (why) => void (cut ??= why),
    isCut: () => cut !== undefined,
    passed: () => void counts.forwards++,
    forward(x, scored, budget) {
      counts.forwards++;
      seen.points++;
      seen.logits ||= !same(scored.logits, clean.logits);
      if (!scored.fooled && meets(scored)) withinNoise.offer(x, scored.logits, budget, noted.by);
      return scored.fooled && found.offer(x, scored.logits, budget, noted.by);
    },
    backward(results) {
      for (const result of results) {
        if (!('gradient' in result)) continue;
        counts.backwards++;
        seen.gradients++;
        if (isZero(result.gradient)) zeroGradients++;
        else seen.slopes = true;
      }
    },
    complete() {
      if (seen.points === 0) silent = IDLE;
      else if (seen.gradients > 0 && !seen.slopes) silent = ZERO_GRADIENT;
      else if (!seen.logits) silent = CONSTANT;
    },
    record: (budget, confirmed) => ({
      id,
      attack: name,
      norm,
      budget,
      label,
      ...(target === undefined ? {} : { target }),
      outcome: outcome(confirmed !== null),
      success: confirmed !== null,
      skipped,
      distance: confirmed?.distance ?? Infinity,
      class: (confirmed?.scored ?? clean).class,
      margin: margin(confirmed?.scored ?? clean),
      ...(confirmed ? { noise: confirmed.noise } : {}),
      ...counts,
      ...(zeroGradients > 0 ? { zeroGradients } : {}),
      ...(confirmed && noted.exact !== undefined
        ? exactness({ bound: found.best()?.distance ?? 0, ...noted }, { ...confirmed, norm, margin: margin(clean) })
        : {}),
      ...reason(confirmed !== null),
      ...(confirmed?.by === undefined ? {} : { by: confirmed.by }),
      ...(warnings.size > 0 ? { warnings: [...warnings] } : {}),
      ...(confirmed ? { candidate: confirmed.x } : {}),
    }),
  };
}
