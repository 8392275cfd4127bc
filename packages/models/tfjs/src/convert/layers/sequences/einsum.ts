import { fail } from '../../../error.js';
import { activationOf, describe, textOf } from '../../../layers-model/layer.js';
import { PLAIN } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { activate } from '../activation.js';
import { refuse, type LayerRule } from '../rule.js';

/** Letters of the axes of input, kernel and output, `...` at the left of the input and output spelt out. */
function lettersOf(step: Step, rank: number): readonly [string, string, string] {
  const equation = textOf(step, 'equation', '').replaceAll(' ', '');
  const [, dots, input, kernel, dotsAfter, output] =
    /^(\.{3})?([a-zA-Z]+),([a-zA-Z]+)->(\.{3})?([a-zA-Z]+)$/.exec(equation) ??
    refuse(step, `has the equation '${equation}'`);
  const elided = dots === undefined ? 0 : rank - input!.length;
  const free = [...'abcdefghijklmnopqrstuvwxyz'].filter((letter) => !equation.includes(letter));
  const more = free.slice(0, Math.max(elided, 0)).join('');
  const letters = [more + input!, kernel!, more + output!] as const;
  const batch = letters[0][0]!;
  if (dots !== dotsAfter || letters[0].length !== rank || letters[2][0] !== batch || kernel!.includes(batch))
    refuse(step, `has the equation '${equation}' for values of ${rank} axes`);
  return letters;
}

/** Σ over the letters that the output lacks of x · kernel, plus a bias along some axes of the output. */
const einsumDense: LayerRule = (step, [given], e) => {
  const { name, shape } = e.plain(given!);
  const [input, kernel, output] = lettersOf(step, shape.length + 1);
  const sizes = new Map([...input.slice(1)].map((letter, k) => [letter, shape[k]!]));
  const w = e.weights.get(
    step,
    'kernel',
    [...kernel].map((letter) => sizes.get(letter) ?? -1),
  );
  [...kernel].forEach((letter, k) => sizes.set(letter, w.shape[k]!));
  const made = [...output.slice(1)].map(
    (letter) =>
      sizes.get(letter) ??
      fail('layer', {
        given: `${describe(step)} gives an axis '${letter}' that nothing has`,
        remedy: 'correct its equation',
      }),
  );
  let y = e.emit(step, 'Einsum', [name, e.floats(w.data, w.shape)], { equation: `${input},${kernel}->${output}` });
  const axes = step.config['bias_axes'] ?? '';
  if (typeof axes === 'string' && axes !== '') {
    const first = Math.min(...[...axes].map((letter) => output.indexOf(letter)));
    if (first < 1) refuse(step, `has bias_axes '${axes}'`);
    const along = [...output.slice(first)].map((letter) => (axes.includes(letter) ? sizes.get(letter)! : 1));
    y = e.emit(step, 'Add', [y, e.floats(e.weights.get(step, 'bias', along).data, along)]);
  }
  return activate(activationOf(step), step, { name: y, shape: made, layout: PLAIN }, e);
};

export const einsums: Readonly<Record<string, LayerRule>> = { EinsumDense: einsumDense };
