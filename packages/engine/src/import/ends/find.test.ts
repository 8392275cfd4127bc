import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../../graph/builder.js';
import type { Graph } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { endFacts, findEnd } from './find.js';

/** `z [batch, entries]` with an end. */
function tail(entries: number, end: (b: GraphBuilder, z: string) => string): Graph {
  const b = new GraphBuilder('tail');
  const z = b.input({ name: 'z', type: 'float32', shape: ['batch', entries] });
  b.output({ name: end(b, z), type: 'float32', shape: ['batch'] });
  return b.build();
}

describe('findEnd', () => {
  it('names the value that holds the logits, and what follows it', async () => {
    const found = await findEnd(
      tail(3, (b, z) => {
        const shares = b.node('Softmax', [z], { axis: 1 }, 'shares');
        return b.node('Mul', [shares, b.constant(filled('float32', [], 100))], {}, 'per cent');
      }),
    );
    const squashing = { kind: 'softmax', node: 'shares' } as const;
    expect(found).toEqual({ value: 'z', cut: ['shares', 'per cent'], squashing, binary: false });
    expect(endFacts(found)).toEqual({ 'softmax cut off': 'shares' });
  });

  it('sees the one number of two classes', async () => {
    const found = await findEnd(tail(1, (b, z) => b.node('Sigmoid', [z], {}, 'odds')));
    expect(found).toMatchObject({ value: 'z', squashing: { kind: 'sigmoid', node: 'odds' }, binary: true });
    expect(endFacts(found)).toEqual({
      'sigmoid cut off': 'odds',
      'two classes': 'the one output z as logits 0 and z',
    });
  });

  it('says where rounding may make different logits equal', async () => {
    expect(await findEnd(tail(3, (b, z) => b.node('Sigmoid', [z], {}, 'odds')))).toMatchObject({ saturates: true });
    expect(await findEnd(tail(1, (b, z) => b.node('Sigmoid', [z], {}, 'odds')))).not.toHaveProperty('saturates');
  });

  it('ends where the graph does when nothing is to be cut', async () => {
    const found = await findEnd(tail(3, (b, z) => b.node('Tanh', [z], {}, 'bent')));
    expect(found).toEqual({ value: 'bent', cut: [], binary: false });
    expect(endFacts(found)).toEqual({});
  });
});
