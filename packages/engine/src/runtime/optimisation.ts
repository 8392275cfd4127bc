import type { InferenceSession } from 'onnxruntime-web';
import type { Graph } from '../graph/graph.js';

/** Ports above which the passes take longer than they save. */
const MOST_PORTS = 256;

/** The same where there are convolutions, whose fast layout the passes bring about. */
const MOST_OF_CONVOLUTIONS = 1024;

/**
 * The options for a session of this graph with so many inputs and outputs. For every node ONNX Runtime's passes look through the list of these,
 * so that the time they take grows with its square in deep graphs, whose gradients read a value of nearly every node. There they are off, as
 * is the plan of memory, which every run makes again in as much time. A graph that is to stay `untouched` has no passes either.
 */
export const withinTime = (
  { nodes }: Graph,
  ports: number,
  options: InferenceSession.SessionOptions,
  untouched = false,
): InferenceSession.SessionOptions => {
  if (untouched) return { ...options, graphOptimizationLevel: 'disabled' };
  if (ports <= MOST_PORTS) return options;
  const most = nodes.some(({ op }) => op.startsWith('Conv')) ? MOST_OF_CONVOLUTIONS : MOST_PORTS;
  return ports > most ? { ...options, graphOptimizationLevel: 'disabled', enableMemPattern: false } : options;
};
