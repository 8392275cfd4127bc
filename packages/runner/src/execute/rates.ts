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
  /** Seconds that a unit of work of a step takes; undefined where there is nothing to go by. */
  of(sort: Sort): number | undefined;
}

/** Less than this says nothing, in seconds. */
const TOO_LITTLE = 0.02;

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

function add<K>(to: Map<K, Seen>, key: K, work: number, seconds: number): void {
  const seen = to.get(key);
  if (!seen) to.set(key, { seconds, work });
  else [seen.seconds, seen.work] = [seen.seconds + seconds, seen.work + work];
}

/**
 * Learns what work costs from what it took: of a step of the same name and size; else of its name at other sizes, by a power law; else of its phase;
 * else of anything.
 *
 *     seconds ≈ c · size^p,  0 ≤ p ≤ 2
 */
export function learnedRates(): Rates {
  const names = new Map<string, Map<number, Seen>>();
  const phases = new Map<Phase, Seen>();
  const all = new Map<'all', Seen>();
  return {
    saw: ({ name, phase, size }, work, seconds) => {
      const sizes = names.get(name) ?? new Map<number, Seen>();
      names.set(name, sizes);
      add(sizes, size, work, seconds);
      add(phases, phase, work, seconds);
      add(all, 'all', work, seconds);
    },
    of: ({ name, phase, size }) => {
      const sizes = names.get(name);
      const own = sizes?.get(size);
      if (known(own)) return rateOf(own);
      const others = [phases.get(phase), all.get('all')].find(known);
      return (sizes && fitted(sizes, size)) ?? (others && rateOf(others));
    },
  };
}
