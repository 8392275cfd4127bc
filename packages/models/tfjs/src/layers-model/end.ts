import { cutSigmoid } from './binary.js';
import { cutSoftmax } from './softmax.js';
import type { Topology } from './topology.js';

/** A topology that ends in logits. */
export interface Cut {
  readonly topology: Topology;
  /** Name of the layer whose softmax or sigmoid was cut off. */
  readonly softmax?: string;
  /** Whether the output is one value z that stands for the logits (0, z). */
  readonly binary?: true;
  /** What was cut off, for the report. */
  readonly fact?: string;
}

/** What was done to the end of a model, for the report. */
export const cutFacts = ({
  cut,
  binary,
}: {
  readonly cut?: string | undefined;
  readonly binary?: true | undefined;
}) => ({
  ...(cut === undefined ? {} : { [binary ? 'sigmoid cut off' : 'softmax cut off']: cut }),
  ...(binary ? { 'two classes': 'the one output z as logits 0 and z' } : {}),
});

/** A topology that ends in logits: see {@link cutSoftmax} and {@link cutSigmoid}. */
export function cutEnd(topology: Topology): Cut {
  const cut = cutSoftmax(topology);
  return cut.fact === undefined ? cutSigmoid(topology) : cut;
}
