import type { Clock } from '../ports/clock.js';
import type { Unit } from '../work/units.js';
import { secondsLeft } from './events.js';

/** How far all units are together, whatever their order. */
export interface OverallProgress {
  /** Takes `share` of a unit as done that cost this run nothing. */
  skip(unit: string, share: number): void;
  /** Share of all work that is done when one unit is done so far, and an estimate of the seconds left. */
  at(unit: string, share: number): { readonly done: number; readonly secondsLeft: number | null };
  end(unit: string): void;
}

/** The share that each unit has of the work: trials count alike, and a unit by its weight in its trial. */
function sharesOf(units: readonly Unit[]): Map<string, number> {
  const totals = new Map<string, { weight: number; units: number }>();
  for (const { trial, weight } of units) {
    const total = totals.get(trial.id) ?? { weight: 0, units: 0 };
    totals.set(trial.id, { weight: total.weight + weight, units: total.units + 1 });
  }
  return new Map(
    units.map(({ id, trial, weight }) => {
      const total = totals.get(trial.id)!;
      return [id, (total.weight > 0 ? weight / total.weight : 1 / total.units) / totals.size];
    }),
  );
}

export function overallProgress(units: readonly Unit[], clock: Clock): OverallProgress {
  const begun = clock.elapsed();
  const shares = sharesOf(units);
  const running = new Map<string, number>();
  let [ended, known] = [0, 0];
  return {
    skip: (unit, share) => void (known += share * shares.get(unit)!),
    at: (unit, share) => {
      running.set(unit, Math.min(share, 1) * shares.get(unit)!);
      const done = [...running.values()].reduce((sum, one) => sum + one, ended);
      return { done, secondsLeft: secondsLeft(done, (clock.elapsed() - begun) / 1000, known) };
    },
    end: (unit) => {
      running.delete(unit);
      ended += shares.get(unit)!;
    },
  };
}
