import type { Clock } from '../../ports/clock.js';
import type { Step } from '../../work/steps.js';
import type { Unit } from '../../work/units.js';
import type { At } from '../events.js';
import { learnedRates, type Sort } from './rates.js';

/** How far all units are together, whatever their order. */
export interface OverallProgress {
  /** Takes a share of a step as done that costs this run nothing. */
  skip(unit: string, step: Pick<At, 'phase' | 'name'>, share: number): void;
  /** Share of all work that is done when one unit is so far, and an estimate of the seconds left. */
  at(unit: string, at: At): { readonly done: number; readonly secondsLeft: number };
  end(unit: string): void;
}

/** The steps of one sort that are not done. */
interface Left {
  readonly sort: Sort;
  work: number;
}

/** A step of a unit that is under way or will be. */
interface Pending {
  readonly step: Step;
  readonly of: Left;
  left: number;
}

interface Running {
  readonly steps: readonly Pending[];
  current: number;
  since: number;
}

/** Estimates are made anew as often as this, in milliseconds. */
const MS_BETWEEN = 200;

const isAt = ({ phase, name }: Pick<At, 'phase' | 'name'>, step: Step): boolean =>
  step.phase === phase && step.name === name;

/** The steps of units, those of one sort counted together. */
function pendingOf(units: readonly Unit[]): { units: Map<string, Pending[]>; sorts: Map<string, Left> } {
  const sorts = new Map<string, Left>();
  const pending = (unit: Unit, step: Step): Pending => {
    const name = `${step.phase}/${step.name ?? ''}/${unit.trial.model}`;
    const key = `${name}/${step.weight}`;
    const of = sorts.get(key) ?? { sort: { name, phase: step.phase, size: step.weight }, work: 0 };
    sorts.set(key, of);
    of.work += step.weight;
    return { step, of, left: step.weight };
  };
  return { units: new Map(units.map((unit) => [unit.id, unit.steps.map((step) => pending(unit, step))])), sorts };
}

/** @param after seconds that what follows the units takes, about */
export function overallProgress(units: readonly Unit[], clock: Clock, after = 0): OverallProgress {
  const pending = pendingOf(units);
  const rates = learnedRates();
  const running = new Map<string, Running>();
  let work = units.reduce((sum, { steps }) => sum + steps.reduce((total, { weight }) => total + weight, 0), 0);
  const all = work;
  let [estimated, estimate] = [-Infinity, 0];

  function leave(one: Pending, left: number): number {
    const before = one.left;
    one.left = left;
    one.of.work += left - before;
    work = Math.max(0, work + left - before);
    return before - left;
  }

  /**
   * Takes the time since the unit was heard of last as that of the step that it was at. Where it goes on to a later one, that step is done, and so
   * are those before; where it goes back, a model is built that was not needed so far.
   */
  function follow(unit: Running, next: number, share: number): void {
    const { steps, current } = unit;
    const now = clock.elapsed();
    const before = steps[current];
    if (before && next >= current) {
      const left = next > current ? 0 : (1 - share) * before.step.weight;
      rates.saw(before.of.sort, leave(before, Math.min(before.left, left)), (now - unit.since) / 1000);
    }
    if (next > current) steps.slice(0, Math.max(0, current)).forEach((step) => leave(step, 0));
    [unit.current, unit.since] = [next, now];
  }

  const secondsOf = (sort: Sort, work: number): number => (work > 0 ? work * rates.of(sort) : 0);

  /** Seconds until all is done: what is left, by as many as are at work, and no less than any of them has left. */
  function left(): number {
    const total = [...pending.sorts.values()].reduce((sum, { sort, work }) => sum + secondsOf(sort, work), 0);
    const longest = [...running.values()].map(({ steps }) =>
      steps.reduce((sum, { of, left }) => sum + secondsOf(of.sort, left), 0),
    );
    return Math.max(total / Math.max(1, running.size), ...longest);
  }

  function shown(): ReturnType<OverallProgress['at']> {
    const now = clock.elapsed();
    const done = all > 0 ? 1 - work / all : 0;
    if (now - estimated >= MS_BETWEEN) {
      [estimated, estimate] = [now, left() + after];
    }
    return { done, secondsLeft: estimate };
  }

  function runningOf(unit: string): Running {
    const found = running.get(unit) ?? { steps: pending.units.get(unit) ?? [], current: -1, since: clock.elapsed() };
    running.set(unit, found);
    return found;
  }

  return {
    skip: (id, step, share) => {
      const one = pending.units.get(id)?.find((other) => isAt(step, other.step));
      if (one) leave(one, (1 - share) * one.step.weight);
    },
    at: (id, at) => {
      const unit = runningOf(id);
      const next = unit.steps.findIndex(({ step }) => isAt(at, step));
      if (next >= 0) follow(unit, next, at.share);
      return shown();
    },
    end: (id) => {
      const unit = runningOf(id);
      follow(unit, unit.steps.length, 1);
      unit.steps.forEach((step) => leave(step, 0));
      running.delete(id);
    },
  };
}
