import type { TableRow } from '@fragility/analysis';
import { median, pairedDifference, proportionDifference, signTest, type Difference } from '@fragility/numerics';
import type { Found, Part } from './records.js';

/** Examples that two runs have in common, in both of them. */
function pairsOf(first: Part, second: Part): [Found, Found][] {
  return [...first.found].flatMap(([key, own]): [Found, Found][] => {
    const other = second.found.get(key);
    return other ? [[own, other]] : [];
  });
}

const isSame = (first: Part, second: Part, pairs: readonly unknown[]): boolean =>
  pairs.length === first.found.size && pairs.length === second.found.size;

/** Difference of a share, second − first: paired where the examples are the same. */
function shareDifference(
  first: Part,
  second: Part,
  holds: (found: Found) => boolean,
): Difference & { readonly pairs: boolean } {
  const pairs = pairsOf(first, second);
  if (isSame(first, second, pairs)) {
    const count = (a: boolean, b: boolean): number => pairs.filter(([p, q]) => holds(q) === a && holds(p) === b).length;
    const counts = {
      both: count(true, true),
      first: count(true, false),
      second: count(false, true),
      neither: count(false, false),
    };
    return { ...pairedDifference(counts), pairs: true };
  }
  const [before, after] = [first, second].map(({ found }) => ({
    successes: [...found.values()].filter(holds).length,
    n: found.size,
  })) as [{ successes: number; n: number }, { successes: number; n: number }];
  return { ...proportionDifference(after, before), pairs: false };
}

const shareOf = ({ found }: Part, holds: (found: Found) => boolean): number =>
  [...found.values()].filter(holds).length / found.size;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const medianOf = ({ found }: Part): number | null => {
  const attacked = [...found.values()].filter(({ clean }) => clean).map(({ distance }) => distance);
  return attacked.length > 0 ? finite(median(attacked)) : null;
};

const headOf = ({ model, swept, attack, norm, budget }: Part, many: boolean): TableRow => ({
  model,
  ...(many ? { swept } : {}),
  ...{ attack, norm, budget },
});

/** Robust accuracies of two runs at a budget, or clean accuracies, and their difference with its 95 % interval. */
function accuracyRow(first: Part, second: Part, many: boolean, measure: 'clean' | 'robust'): TableRow {
  const holds = (found: Found): boolean => found[measure];
  const { difference, interval, pairs } = shareDifference(first, second, holds);
  return {
    ...headOf(first, many),
    measure: `${measure} accuracy`,
    ...{
      first: shareOf(first, holds),
      second: shareOf(second, holds),
      difference,
      low: interval[0],
      high: interval[1],
    },
    ...{ examples: second.found.size, paired: pairs },
  };
}

/** Smallest perturbations of two runs: medians, and on how many of the same examples each is larger in the second run. */
function distanceRow(first: Part, second: Part, many: boolean): TableRow {
  const pairs = pairsOf(first, second);
  const same = isSame(first, second, pairs);
  const larger = pairs.filter(([a, b]) => b.distance > a.distance).length;
  const smaller = pairs.filter(([a, b]) => b.distance < a.distance).length;
  return {
    ...headOf(first, many),
    ...{ first: medianOf(first), second: medianOf(second) },
    ...{ larger: same ? larger : null, smaller: same ? smaller : null, p: same ? signTest(larger, smaller) : null },
    examples: second.found.size,
  };
}

/** Differences of what attacks found in two runs. */
export interface Differences {
  readonly accuracies: readonly TableRow[];
  readonly distances: readonly TableRow[];
}

/** Compares what attacks found where both runs have it: models, swept values, attacks, norms and budgets of the same name. */
export function differencesOf(first: ReadonlyMap<string, Part>, second: ReadonlyMap<string, Part>): Differences {
  const both = [...first].flatMap(([key, own]): [Part, Part][] => {
    const other = second.get(key);
    return other && own.found.size > 0 && other.found.size > 0 ? [[own, other]] : [];
  });
  const many = both.some(([{ swept }]) => swept !== '');
  const seen = new Set<string>();
  return {
    accuracies: both.flatMap(([a, b]) => {
      const of = `${a.model} ${a.swept}`;
      const clean = seen.has(of)
        ? []
        : [{ ...accuracyRow(a, b, many, 'clean'), attack: null, norm: null, budget: null }];
      seen.add(of);
      return [...clean, ...(a.budget === null ? [] : [accuracyRow(a, b, many, 'robust')])];
    }),
    distances: both.flatMap(([a, b]) => (a.budget === null ? [distanceRow(a, b, many)] : [])),
  };
}

/** Entries of two records that differ, side by side. */
export function changesOf<T extends string | number>(
  first: Readonly<Record<string, T>>,
  second: Readonly<Record<string, T>>,
): { name: string; first: T | null; second: T | null }[] {
  const [before, after] = [new Map(Object.entries(first)), new Map(Object.entries(second))];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({ name, first: before.get(name) ?? null, second: after.get(name) ?? null }));
}
