import { describe, expect, it } from '@jest/globals';
import { canonical } from './canonical.js';

const x = { class_name: '__keras_tensor__', config: { shape: [null, 2], keras_history: ['x', 0, 0] } };

describe('a call with training: true', () => {
  const layers = (inbound_nodes: unknown): unknown => {
    const layer = { class_name: 'RandomFlip', name: 'flip', config: { name: 'flip' }, inbound_nodes };
    return { class_name: 'Functional', config: { name: 'm', layers: [layer] } };
  };
  const callsIn = (keras_version: string, inbound_nodes: unknown): unknown =>
    canonical({ topology: { keras_version, model_config: layers(inbound_nodes) }, weights: new Map() }).topology;

  it('says nothing in Keras 3, which writes it of augmentation and does not heed it after training', () => {
    expect(callsIn('3.15.1', [{ args: [x], kwargs: { training: true } }])).toEqual({
      model_config: layers([[['x', 0, 0, {}]]]),
    });
  });

  it('stays in Keras 2, which draws at random then', () => {
    const calls = [[['x', 0, 0, { training: true }]]];
    expect(callsIn('2.15.0', calls)).toEqual({ model_config: layers(calls) });
  });
});
