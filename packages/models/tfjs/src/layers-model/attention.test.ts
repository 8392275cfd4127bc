import { describe, expect, it } from '@jest/globals';
import { attentionOf } from './attention.js';

const tensor = (name: string): object => ({ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } });
const layer = (...inbound_nodes: unknown[]) => ({
  class_name: 'MultiHeadAttention',
  config: { name: 'a' },
  inbound_nodes,
});
const calls = (...given: unknown[]): unknown => attentionOf(layer(...given)).inbound_nodes;

describe('attentionOf', () => {
  const three = [
    ['q', 0, 0, {}],
    ['v', 0, 0, {}],
    ['k', 0, 0, {}],
  ];

  it('takes query, value and key by place or by name, in both formats; the key is the value where it is not given', () => {
    const [q, v, k] = ['q', 'v', 'k'].map(tensor);
    expect(calls({ args: [q, v, k], kwargs: { key_mask: null, return_attention_scores: false } })).toEqual([three]);
    expect(calls({ args: [q], kwargs: { key: k, value: v } })).toEqual([three]);
    expect(calls([['q', 0, 0, { value: ['v', 0, 0], key: ['k', 0, 0] }]])).toEqual([three]);
    expect(calls({ args: [q, v], kwargs: {} })).toEqual([[three[0], three[1], three[1]]]);
    expect(calls([['q', 0, 0, { value: ['v', 0, 0], key: null }]])).toEqual([[three[0], three[1], three[1]]]);
  });

  it('keeps what is said of masks and of training', () => {
    const made = attentionOf(layer([['q', 0, 0, { value: ['v', 0, 0], use_causal_mask: true, training: true }]]));
    expect(made.config).toEqual({ name: 'a', use_causal_mask: true });
    expect(made.inbound_nodes).toEqual([['q', 'v', 'v'].map((name) => [name, 0, 0, { training: true }])]);
  });

  it.each<[string, unknown[], string]>([
    ['a mask', [{ args: [tensor('q'), tensor('v'), tensor('v'), tensor('m')], kwargs: {} }], 'takes a mask'],
    [
      'a mask by name',
      [[['q', 0, 0, { value: ['v', 0, 0], attention_mask: ['m', 0, 0] }]]],
      'is called with attention_mask',
    ],
    [
      'scores',
      [{ args: [tensor('q'), tensor('v')], kwargs: { return_attention_scores: true } }],
      'is called with return_attention_scores',
    ],
    ['no value', [[['q', 0, 0, {}]]], 'is not called with a query and a value of the model'],
    [
      'two meanings',
      [true, false].map((use_causal_mask) => [['q', 0, 0, { value: ['v', 0, 0], use_causal_mask }]]),
      'is called with a causal mask and without',
    ],
  ])('refuses %s by the name of the layer', (_, given, lacks) => {
    expect(() => attentionOf(layer(...given))).toThrow(
      expect.objectContaining({ code: 'tfjs/layer', layer: { name: 'a', class: 'MultiHeadAttention', lacks } }),
    );
  });
});
