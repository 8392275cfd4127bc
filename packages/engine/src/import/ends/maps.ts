import type { Node } from '../../graph/graph.js';
import type { Behind, Place } from './behind.js';
import { isCopy } from './copies.js';
import { arithmetic, clip } from './elementwise.js';
import { perExample, softmax } from './probabilities/shares.js';
import { odds, spelledSigmoid } from './probabilities/sigmoid.js';

type Map = (node: Node, place: Place) => Behind | undefined;

const either: Map = (node, place) =>
  arithmetic(node, place) ?? perExample(node, place) ?? (node.op === 'Div' ? spelledSigmoid(node, place) : undefined);

/** Operators that can leave the order of an example's numbers alone, and when they do. */
const maps = new globalThis.Map<string, Map>([
  ['Add', either],
  ['Sub', either],
  ['Mul', either],
  ['Div', either],
  ['Clip', clip],
  ['Max', clip],
  ['Min', clip],
  ['Relu', clip],
  ['Log', ({ inputs }) => ({ value: inputs[0]!, rising: Math.log })],
  ['Sqrt', ({ inputs }) => ({ value: inputs[0]!, rising: Math.sqrt })],
  [
    'Exp',
    ({ inputs }, { entries }) =>
      entries > 1 ? { value: inputs[0]!, rising: Math.exp, squashes: 'powers' } : undefined,
  ],
  ['Reciprocal', spelledSigmoid],
  ['Sigmoid', ({ inputs }) => ({ value: inputs[0]!, rising: odds, squashes: 'odds' })],
  ['Softmax', softmax],
  ['LogSoftmax', softmax],
]);

/** What a node does to the numbers of an example, where it is known to leave their order alone. */
export const behind: Map = (node, place) =>
  isCopy(node, place.types) ? { value: node.inputs[0]!, rising: (x) => x } : maps.get(node.op)?.(node, place);
