import type { Phase } from '../events.js';

/** A kind of step, of one size: what is learned of one says something of the others. */
export interface Sort {
  /** What takes equally long where sizes are equal: the same step of the same model. */
  readonly name: string;
  readonly phase: Phase;
  /** How much there is to do for the whole step. */
  readonly size: number;
}

/** What was seen of some work. */
interface Seen {
  seconds: number;
  work: number;
}

/** What work costs, as far as it is known. */
export interface Rates {
  /** So much work of a step took so long. */
  saw(sort: Sort, work: number, seconds: number): void;
  /** Seconds that a unit of work of a step takes. */
  of(sort: Sort): number;
}

/** Share of a step from which on what it took is believed; before, it is weighed with what else is known. */
const ENOUGH = 0.05;
/** What is taken for seen before anything is: a second at this rate, in seconds for a coordinate of an input that goes through a model. */
const BEFORE: Seen = { seconds: 1, work: 1 / 2e-8 };
/** Steps take this long at least, in seconds. */
const LEAST = 1e-4;

const rateOf = ({ seconds, work }: Seen): number => Math.max(seconds, LEAST) / work;

/** How far what was seen of steps of a size is believed, 0…1. */
const trustIn = (seen: Seen | undefined, size: number): number =>
  seen ? Math.min(1, seen.work / (ENOUGH * size) || 0) : 0;

/** The line of least squares through log rates over log sizes, at a size; the exponent of the rate is kept within ±1. */
function fitted(sizes: ReadonlyMap<number, Seen>, size: number): number | undefined {
  const points = [...sizes]
    .filter(([x, seen]) => trustIn(seen, x) === 1)
    .map(([x, seen]) => [Math.log(x), Math.log(rateOf(seen))]);
  if (points.length === 0) return undefined;
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of]!, 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const xx = points.reduce((sum, [x]) => sum + (x! - x0) ** 2, 0);
  const xy = points.reduce((sum, [x, y]) => sum + (x! - x0) * (y! - y0), 0);
  const exponent = xx > 0 ? Math.max(-1, Math.min(1, xy / xx)) : 0;
  return Math.exp(y0 + exponent * (Math.log(size) - x0));
}

function add(seen: Seen, work: number, seconds: number): void {
  seen.work += work;
  seen.seconds += seconds;
}

/** What is held for a key, made the first time. */
function held<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

const nothing = (): Seen => ({ seconds: 0, work: 0 });
const before = (): Seen => ({ ...BEFORE });

/**
 * Learns what work costs from what it took: of a step of the same name and size; else of its name at other sizes, by a power law; else of its phase;
 * else of anything; else by what is usual.
 *
 *     seconds ≈ c · size^p,  0 ≤ p ≤ 2
 */
export function learnedRates(): Rates {
  const names = new Map<string, Map<number, Seen>>();
  const phases = new Map<Phase, Seen>();
  const all = before();
  return {
    saw: ({ name, phase, size }, work, seconds) => {
      add(
        held(
          held(names, name, () => new Map<number, Seen>()),
          size,
          nothing,
        ),
        work,
        seconds,
      );
      add(held(phases, phase, before), work, seconds);
      add(all, work, seconds);
    },
    of: ({ name, phase, size }) => {
      const sizes = names.get(name);
      const own = sizes?.get(size);
      const trust = trustIn(own, size);
      if (trust === 1) return rateOf(own!);
      const others = (sizes && fitted(sizes, size)) ?? rateOf(phases.get(phase) ?? all);
      return trust > 0 ? rateOf(own!) ** trust * others ** (1 - trust) : others;
    },
  };
}
