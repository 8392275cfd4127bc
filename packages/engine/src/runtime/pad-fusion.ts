import type { InferenceSession } from 'onnxruntime-web';
import type { Graph } from '../graph/graph.js';

const POOLS = new Set(['MaxPool', 'AveragePool']);

/** Operators that ONNX Runtime looks through for a Pad before a pooling. */
const CARRIERS = new Set(['Cast', 'Identity', 'Dropout']);

function poolsPadding({ nodes }: Graph): boolean {
  const padded = new Set<string>();
  return nodes.some(({ op, inputs, outputs }) => {
    const reads = padded.has(inputs[0] ?? '');
    if (op === 'Pad' || (reads && CARRIERS.has(op))) padded.add(outputs[0]!);
    return reads && POOLS.has(op);
  });
}

/**
 * The options for a session of this graph. ONNX Runtime merges a Pad of zeros into the node that reads it, which is right for convolutions
 * only: merged, MaxPool ignores the zeros and no pooling loads with a border as wide as its window. Where a pooling reads a Pad, the fusion is off.
 */
export const withPaddingKept = (
  graph: Graph,
  options: InferenceSession.SessionOptions,
): InferenceSession.SessionOptions =>
  poolsPadding(graph)
    ? { ...options, extra: { ...options.extra, optimization: { disable_specified_optimizers: 'Pad_Fusion' } } }
    : options;
