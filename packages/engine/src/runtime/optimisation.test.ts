import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../graph/builder.js';
import type { Graph } from '../graph/graph.js';
import { withinTime } from './optimisation.js';

function of(op: string): Graph {
  const b = new GraphBuilder(op);
  b.node(op, ['x']);
  return b.build();
}
const options = { logSeverityLevel: 4, graphOptimizationLevel: 'all' } as const;

describe('passes of ONNX Runtime', () => {
  it.each([
    ['Tanh', 256, 'all'],
    ['Tanh', 257, 'disabled'],
    ['Conv', 1024, 'all'],
    ['ConvTranspose', 1025, 'disabled'],
  ])('with %s and %d ports: %s', (op, ports, graphOptimizationLevel) => {
    expect(withinTime(of(op), ports, options)).toMatchObject({ logSeverityLevel: 4, graphOptimizationLevel });
  });
});
