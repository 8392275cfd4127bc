import type { Node, Shape } from '../../graph/graph.js';
import { refuse, text, unbroadcast, type Rule } from '../rule.js';

/** The indices of an equation, one letter for each axis. */
interface Equation {
  readonly operands: readonly string[];
  readonly result: string;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The equation with letters for the axes that an ellipsis stands for, the last ones of the longest, and the result that it implies. */
export function equationOf(node: Node, ranks: readonly number[]): Equation {
  const written = text(node, 'equation', '').replaceAll(' ', '');
  const [left, right] = written.split('->') as [string, string?];
  const operands = left.split(',');
  const named = operands.map((indices) => indices.replace('...', ''));
  const hidden = operands.map((indices, k) => (indices.includes('...') ? ranks[k]! - named[k]!.length : 0));
  const free = [...LETTERS].filter((letter) => !written.includes(letter)).slice(0, Math.max(...hidden));
  const last = (count: number): string => free.slice(free.length - count).join('');
  const once = [...new Set(named.join(''))].toSorted().filter((letter) => named.join('').split(letter).length === 2);
  const ellipsis = written.includes('...') ? '...' : '';
  return {
    operands: operands.map((indices, k) => indices.replace('...', last(hidden[k]!))),
    result: (right ?? ellipsis + once.join('')).replace('...', free.join('')),
  };
}

/**
 * Y = einsum(A, B, …):  the cotangent of an operand is the einsum of dY and the others; an index that it alone has was summed over, and is
 * spread; an index of size one that was repeated is summed over.
 */
const einsum: Rule = (tape, dy) => {
  const { node } = tape;
  const shapes = node.inputs.map((name) => tape.shape(name));
  const { operands, result } = equationOf(
    node,
    shapes.map(({ length }) => length),
  );
  const sizes = new Map<string, number | string>();
  operands.forEach((indices, k) =>
    [...indices].forEach((index, axis) => {
      if (!sizes.has(index) || sizes.get(index) === 1) sizes.set(index, shapes[k]![axis]!);
    }),
  );
  const back = (k: number): string => {
    const own = operands[k]!;
    if (new Set(own).size < own.length) refuse(node, `takes a diagonal, '${own}'`, 'take it beside it');
    const others = operands.filter((_, j) => j !== k);
    const reached = [...own].filter((index) => result.includes(index) || others.some((each) => each.includes(index)));
    const equation = `${[result, ...others].join()}->${reached.join('')}`;
    const given = node.inputs.filter((_, j) => j !== k).map((name) => tape.value(name));
    const product = tape.emit('Einsum', [dy, ...given], { equation });
    const whole: Shape = [...own].map((index) => sizes.get(index)!);
    const alone = [...own].flatMap((index, axis) => (reached.includes(index) ? [] : [axis]));
    if (alone.length === 0) return unbroadcast(tape, product, node.inputs[k]!, whole);
    const spread = [...own].map((_, axis) => (alone.includes(axis) ? (shapes[k]![axis] as number) : 1));
    const lifted = tape.emit('Unsqueeze', [product, tape.integers(alone)]);
    const seen = whole.map((size, axis) => (alone.includes(axis) ? shapes[k]![axis]! : size));
    return unbroadcast(tape, tape.emit('Expand', [lifted, tape.integers(spread)]), node.inputs[k]!, seen);
  };
  return node.inputs.map((_, k) => (tape.wanted(k) ? back(k) : undefined));
};

export const contraction = { Einsum: einsum } satisfies Record<string, Rule>;
