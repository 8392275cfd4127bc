import type { InputBound, OutputBound } from './atoms.js';
import { conjunction, MOST_ATOMS, type Disjunction } from './formula.js';
import type { Case, Halfspace } from './property.js';
import { refuse, type Source } from './refuse.js';

/** Numbers that the boxes of a property may have. */
const MOST_NUMBERS = 1 << 25;

interface Sizes {
  readonly inputs: number;
  readonly outputs: number;
}

const boundsOf = (atoms: Disjunction[number]): InputBound[] => atoms.filter((atom) => atom.kind === 'input');

const halfspacesOf = (atoms: Disjunction[number]): Halfspace[] =>
  atoms
    .filter((atom): atom is OutputBound => atom.kind === 'output')
    .map(({ terms, constant, strict }) => ({ terms, constant, strict }));

/** Cuts a box by bounds, in place. */
function cut({ lower, upper }: Pick<Case, 'lower' | 'upper'>, bounds: readonly InputBound[]): void {
  for (const { index, side, value } of bounds) {
    if (side === 'lower') lower[index] = Math.max(lower[index]!, value);
    else upper[index] = Math.min(upper[index]!, value);
  }
}

/** The same for the same bounds, in whatever order they were given. */
const keyOf = (bounds: readonly InputBound[]): string =>
  bounds
    .map(({ index, side, value }) => `${index} ${side} ${value}`)
    .toSorted()
    .join();

/** One formula of all assertions that leave a choice: those with inputs first, so that outputs are chosen for each box. */
function choicesOf(source: Source, formulas: readonly Disjunction[]): Disjunction {
  return formulas.reduce<Disjunction>(
    (all, each) =>
      conjunction(all, each) ??
      refuse(source, 0, {
        given: `the cases of all assertions together have more than ${MOST_ATOMS} comparisons`,
        remedy: 'split the property into several files',
      }),
    [[]],
  );
}

/** Refuses a box with an open side, at its place. */
function checkClosed(source: Source, at: number, { lower, upper }: Pick<Case, 'lower' | 'upper'>): void {
  const open = lower.findIndex((low, k) => low === -Infinity || upper[k] === Infinity);
  if (open < 0) return;
  const side = lower[open] === -Infinity ? '>=' : '<=';
  refuse(source, at, {
    given: `X_${open} has no ${side === '>=' ? 'lower' : 'upper'} bound`,
    expected: 'two numbers that each input lies between',
    remedy: `add one: (assert (${side} X_${open} 0))`,
  });
}

/** The boxes of a property with what is unsafe in each; boxes that are empty are left out. */
export function casesOf(source: Source, { inputs }: Sizes, assertions: readonly Disjunction[]): Case[] {
  const end = source.text.length;
  const common = assertions.filter(({ length }) => length === 1).flatMap(([atoms]) => atoms!);
  const box = { lower: new Float64Array(inputs).fill(-Infinity), upper: new Float64Array(inputs).fill(Infinity) };
  cut(box, boundsOf(common));
  const always = halfspacesOf(common);
  const groups = new Map<string, { bounds: InputBound[]; unsafe: Halfspace[][] }>();
  for (const atoms of choicesOf(
    source,
    assertions.filter(({ length }) => length !== 1),
  )) {
    const bounds = boundsOf(atoms);
    const key = keyOf(bounds);
    const unsafe = [...always, ...halfspacesOf(atoms)];
    if (unsafe.length === 0)
      refuse(source, bounds[0]?.at ?? end, {
        given: 'nothing is said of the outputs, so that every input would be a counterexample',
        remedy: 'assert what is unsafe, such as (assert (<= Y_0 Y_1))',
      });
    const group = groups.get(key);
    if (group) group.unsafe.push(unsafe);
    else groups.set(key, { bounds, unsafe: [unsafe] });
  }
  if (groups.size * inputs > MOST_NUMBERS)
    refuse(source, 0, {
      given: `it has ${groups.size} boxes of ${inputs} inputs`,
      expected: `at most ${MOST_NUMBERS} numbers in all`,
      remedy: 'split the property into several files',
    });
  const cases = Array.from(groups.values(), ({ bounds, unsafe }): Case => {
    const own = { lower: box.lower.slice(), upper: box.upper.slice() };
    cut(own, bounds);
    checkClosed(source, bounds[0]?.at ?? end, own);
    return { ...own, unsafe };
  }).filter(({ lower, upper }) => lower.every((low, k) => low <= upper[k]!));
  if (cases.length === 0)
    refuse(source, end, {
      given: 'no input lies within all bounds, so that nothing would be checked',
      remedy: 'correct bounds whose lower end is above the upper one',
    });
  return cases;
}
