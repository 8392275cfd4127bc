import { checkParams, type Problem } from '@fragility/plugin';
import type { z } from 'zod';
import { aliasOf } from './aliases.js';
import { axesOf, type Axis } from './axes.js';
import { setAt, type Path } from './path.js';
import type { Locate } from './problems.js';
import { attackPart, evaluate, part, type Experiment } from './schema.js';
import type { ConfigSource } from './source.js';

/** One combination of swept values: the config as it is there. */
export interface Point {
  /** Swept values by dotted path, seeds excepted. */
  readonly swept: Readonly<Record<string, unknown>>;
  /** Parts that are the same at two points are one object; undefined where one is wrong. */
  readonly experiment: Experiment | undefined;
  readonly locate: Locate;
  /** What is wrong with parts that no point before has. */
  readonly problems: readonly Problem[];
}

/** A part of the config that a sweep changes: its path, and the axes that do. */
interface Slot {
  readonly path: Path;
  readonly schema: z.ZodType;
  readonly axes: ReadonlySet<number>;
}

const lengthOf = (steps: Path): number => (steps[0] === 'dataset' || steps[0] === 'evaluate' ? 1 : 2);

const SCHEMAS = new Map<string | number, z.ZodType>([
  ['attacks', attackPart],
  ['evaluate', evaluate],
]);

/** The parts that axes change, each with all that change it. */
function slotsOf(axes: readonly Axis[]): Slot[] {
  const slots = new Map<string, { path: Path; axes: Set<number> }>();
  axes.forEach(({ lists }, axis) => {
    for (const { steps } of lists) {
      const path = steps.slice(0, lengthOf(steps));
      const key = path.join('.');
      const slot = slots.get(key) ?? { path, axes: new Set() };
      slots.set(key, slot);
      slot.axes.add(axis);
    }
  });
  return [...slots.values()].map((slot) => ({ ...slot, schema: SCHEMAS.get(slot.path[0]!) ?? part }));
}

/** Positions on every axis, the last varying fastest. */
function* positions(axes: readonly Axis[]): Generator<number[]> {
  const at = axes.map(() => 0);
  while (true) {
    yield [...at];
    let axis = axes.length - 1;
    while (axis >= 0 && ++at[axis]! === axes[axis]!.length) at[axis--] = 0;
    if (axis < 0) return;
  }
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step], value);

const startsWith = (path: Path, start: Path): boolean => start.every((step, k) => String(step) === String(path[k]));

/** Where a path is written at a point: among the swept values, where one leads there. */
function locateAt(source: ConfigSource, axes: readonly Axis[], at: readonly number[]): Locate {
  return (path, part) => {
    const lists = axes.flatMap((axis, k) => axis.lists.map((list) => ({ ...list, position: at[k]! })));
    const list =
      lists.find(({ steps }) => startsWith(path, steps)) ??
      lists.find(({ steps }) => startsWith(steps, path) && valueAt(source.value, path) === undefined);
    return list
      ? source.locate([...list.at, list.position, ...path.slice(list.steps.length)], part)
      : source.locate(path, part);
  };
}

/** The parts of the config at each point: what is the same at two points is checked once, and one object. */
function versions(source: ConfigSource, base: Experiment, axes: readonly Axis[]) {
  const slots = slotsOf(axes);
  const known = slots.map(() => new Map<string, unknown>());
  const lists = axes.flatMap((axis, k) => axis.lists.map((list) => ({ ...list, axis: k })));

  function partOf({ path, schema }: Slot, at: readonly number[], problems: Problem[]): unknown {
    const own = lists.filter(({ steps }) => startsWith(steps, path));
    const written = own.reduce<unknown>(
      (value, { steps, values, axis }) => setAt(value, steps.slice(path.length), values[at[axis]!]),
      valueAt(source.value, path),
    );
    const checked = checkParams(schema, written, aliasOf);
    for (const problem of checked.problems ?? []) problems.push({ ...problem, path: [...path, ...problem.path] });
    return checked.value;
  }

  return (at: readonly number[], problems: Problem[]): Experiment | undefined => {
    let experiment: unknown = base;
    let wrong = false;
    slots.forEach((slot, k) => {
      const key = [...slot.axes].map((axis) => at[axis]).join(' ');
      if (!known[k]!.has(key)) known[k]!.set(key, partOf(slot, at, problems));
      const own = known[k]!.get(key);
      wrong ||= own === undefined;
      experiment = setAt(experiment, slot.path, own);
    });
    return wrong ? undefined : (experiment as Experiment);
  };
}

/**
 * Every combination of the swept values (seeds excepted), the last path varying fastest; zipped values go together.
 *
 * @throws FragilityError `config/sweep` for a path that does not exist, or lists that do not fit together.
 */
export function* pointsOf(source: ConfigSource, base: Experiment): Generator<Point> {
  const axes = axesOf(base, source.locate);
  const experimentAt = versions(source, base, axes);
  for (const at of positions(axes)) {
    const problems: Problem[] = [];
    yield {
      swept: Object.fromEntries(
        axes.flatMap(({ lists }, axis) => lists.map(({ path, values }) => [path, values[at[axis]!]])),
      ),
      experiment: experimentAt(at, problems),
      locate: locateAt(source, axes, at),
      problems,
    };
  }
}

/** The seeds of an experiment: its own, `repeat` of them counted up, or those listed. */
export function seedsOf({ seed, sweep }: Experiment): number[] {
  if (Array.isArray(sweep.seed)) return [...new Set(sweep.seed)];
  return Array.from({ length: sweep.seed?.repeat ?? 1 }, (_, k) => seed + k);
}
