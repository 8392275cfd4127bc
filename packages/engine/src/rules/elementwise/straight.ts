import type { Rule } from '../rule.js';

/** A step taken for the identity. */
export const passed: Rule = (_, dy) => [dy];

/** Clipping of the first input:  dy where y = x. */
export const passedWhereKept: Rule = (tape, dy) => {
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  return [tape.emit('Where', [tape.mask('Equal', [y, x]), dy, tape.scalar(0)])];
};
