import type { Tape } from '../../graph/tape.js';
import { zerosLike } from './places.js';
import { refuse, text, whole, type Rule } from '../rule.js';

type Attributes = Parameters<Tape['emit']>[2];

/**
 * A value with others written at places:
 *
 *     none  ddata = dy, zero at the places;   add  ddata = dy;   mul  ddata = dy ∘ the others, at the places
 *
 * and the others' cotangent is dy at the places, but for `mul`, where a factor's has the other factors of its place, which ONNX cannot collect.
 */
const scatterBy =
  (scatterOp: string, gatherOp: string, placed: (tape: Tape) => Attributes): Rule =>
  (tape, dy) => {
    const [, indices, updates] = tape.node.inputs as [string, string, string];
    const reduction = text(tape.node, 'reduction', 'none');
    if (!['none', 'add', 'mul'].includes(reduction)) refuse(tape.node, `keeps the '${reduction}'`, 'use none or add');
    if (reduction === 'mul' && tape.wanted(2))
      refuse(tape.node, 'multiplies by values that depend on the input', 'multiply beside it');
    const written = (values: string): string =>
      tape.emit(scatterOp, [dy, tape.value(indices), values], { ...placed(tape), reduction });
    const ofData = (): string => {
      if (reduction === 'add') return dy;
      return written(reduction === 'mul' ? tape.value(updates) : zerosLike(tape, updates, dy));
    };
    return [
      tape.wanted(0) ? ofData() : undefined,
      undefined,
      tape.wanted(2) ? tape.emit(gatherOp, [dy, tape.value(indices)], placed(tape)) : undefined,
    ];
  };

const elements = scatterBy('ScatterElements', 'GatherElements', ({ node }) => ({ axis: whole(node, 'axis', 0) }));

const slices = scatterBy('ScatterND', 'GatherND', () => ({}));

export const scattering = { ScatterElements: elements, ScatterND: slices } satisfies Record<string, Rule>;
