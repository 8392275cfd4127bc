import type { Graph, Values } from '../../graph/graph.js';
import type { Course } from './course.js';
import type { Runs } from './observe.js';

/** Values of more numbers than this are tables, which shapes are not computed from. */
const MOST_NUMBERS = 1024;

/** What runs on one, two and three examples tell of every value. */
export interface Evidence {
  /** What a value holds, number by number, where that depends on nothing but how many examples there are, and they are equally many each time. */
  numbers(name: string): readonly Course[] | undefined;
  /** Sizes of a value's axes. */
  sizes(name: string): readonly Course[] | undefined;
  /** Whether a value held the same each time. */
  alike(name: string): boolean;
  /** Whether a value holds whole numbers. */
  whole(name: string): boolean;
  /** Whether a value holds whole numbers, or floating-point ones so round that computing with them does not round. */
  round(name: string): boolean;
}

/** Whether two lists hold the same numbers. */
export const sameValues = (a: Values, b: Values): boolean =>
  a.length === b.length && (a as Float64Array).every((value, k) => Object.is(value, b[k]));

/** Numbers that float32 holds with all their digits: multiples of 2⁻¹⁰ below 2¹⁴. */
const isRound = (value: number): boolean => Number.isInteger(1024 * value) && Math.abs(value) < 2 ** 14;

const isFloating = (data: Values): boolean => data instanceof Float32Array || data instanceof Float64Array;

export function evidence(graph: Graph, { one, two, three }: Runs & { readonly one: object }): Evidence {
  const seen = (name: string) => {
    const constant = graph.constants.get(name);
    return [one, two, three].map((run) => constant ?? run.get(name));
  };
  const zipped = (lists: readonly ArrayLike<number | bigint>[]): readonly Course[] | undefined =>
    lists.every(({ length }) => length === lists[0]!.length)
      ? Array.from(lists[0]!, (_, k) => lists.map((list) => Number(list[k])) as unknown as Course)
      : undefined;
  const numbers = (name: string): readonly Course[] | undefined => {
    const lists = seen(name).map((each) => each?.data);
    return lists.every((list) => list !== undefined && list.length <= MOST_NUMBERS)
      ? zipped(lists as readonly Values[])
      : undefined;
  };
  const whole = (name: string): boolean => seen(name).every((each) => each?.data && !isFloating(each.data));
  return {
    numbers,
    sizes: (name) => {
      const shapes = seen(name).map((each) => each?.shape);
      return shapes.every((shape) => shape !== undefined) ? zipped(shapes) : undefined;
    },
    alike: (name) => {
      const [first, ...others] = seen(name);
      return others.every(
        (each) =>
          first?.data !== undefined &&
          each?.data !== undefined &&
          first.shape.join() === each.shape.join() &&
          sameValues(first.data, each.data),
      );
    },
    whole,
    round: (name) => whole(name) || (numbers(name)?.every((course) => course.every(isRound)) ?? false),
  };
}
