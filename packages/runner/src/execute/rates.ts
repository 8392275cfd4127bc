import type { Phase } from './events.js';

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

/** Less than this says nothing, in seconds. */
const TOO_LITTLE = 0.02;
/** What is taken for seen before anything is: a second at this rate, in seconds for a coordinate of an input that goes through a model. */
const BEFORE: Seen = { seconds: 1, work: 1 / 2e-8 };

const rateOf = ({ seconds, work }: Seen): number => seconds / work;

const known = (seen: Seen | undefined): seen is Seen =>
  seen !== undefined && seen.work > 0 && seen.seconds > TOO_LITTLE;

/** The line of least squares through log rates over log sizes, at a size; the exponent of the rate is kept within ±1. */
function fitted(sizes: ReadonlyMap<number, Seen>, size: number): number | undefined {
  const points = [...sizes].filter(([, seen]) => known(seen)).map(([x, seen]) => [Math.log(x), Math.log(rateOf(seen))]);
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
      return known(own) ? rateOf(own) : ((sizes && fitted(sizes, size)) ?? rateOf(phases.get(phase) ?? all));
    },
  };
}
