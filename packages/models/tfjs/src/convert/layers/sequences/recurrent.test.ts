import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { engineClassifier } from '../../../engine-classifier.js';
import { convertLayersModel, type ConvertOptions } from '../../convert.js';

const UNITS = 3;
const GATES = new Map([
  ['GRU', 3],
  ['LSTM', 4],
  ['SimpleRNN', 1],
]);

/** A recurrent layer of three units on sequences [4, 2], whose last state is the output. */
function network(kind: string, config: object = {}) {
  const stream = random(`recurrent ${kind}`);
  const draw = (...shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => stream.normal()),
  });
  const width = (GATES.get(kind) ?? 1) * UNITS;
  const after = 'reset_after' in config && config.reset_after === true;
  const layer = {
    class_name: kind,
    config: {
      name: 'r',
      units: UNITS,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      batch_input_shape: [null, 4, 2],
      ...config,
    },
  };
  return {
    topology: { class_name: 'Sequential', config: { layers: [layer] } },
    weights: new Map([
      ['r/kernel', draw(2, width)],
      ['r/recurrent_kernel', draw(UNITS, width)],
      ['r/bias', after ? draw(2, width) : draw(width)],
    ]),
  };
}

const convert = (kind: string, config: object, options: ConvertOptions = {}) =>
  convertLayersModel(network(kind, config), options);

describe('recurrent layers', () => {
  it.each([
    ['SimpleRNN', {}],
    ['LSTM', {}],
    ['LSTM', { go_backwards: true, recurrent_activation: 'hard_sigmoid' }],
    ['GRU', { reset_after: true }],
    ['GRU', { reset_after: false }],
  ])('%s %j has the slopes of finite differences in float64', async (kind, config) => {
    const model = await engineClassifier(network(kind, config), { precision: 'float64' });
    const stream = random('at');
    const x = Float64Array.from({ length: 8 }, () => stream.normal());
    const c = Float64Array.of(1, -2, 0.5);
    const product = async (at: Float64Array): Promise<number> =>
      (await model.logits({ data: at, shape: [1, 4, 2] })).data.reduce((sum, value, k) => sum + value * c[k]!, 0);
    const { backward } = await model.vjp({ data: x, shape: [1, 4, 2] });
    const { data } = await backward({ data: c, shape: [1, 3] });
    for (let k = 0; k < x.length; k++) {
      const [up, down] = [1e-5, -1e-5].map((step) => x.map((value, j) => (j === k ? value + step : value)));
      expect(data[k]).toBeCloseTo(((await product(up!)) - (await product(down!))) / 2e-5, 7);
    }
    await model.dispose!();
  });

  it.each([
    ['a state that outlives an example', 'LSTM', { stateful: true }, /has stateful/],
    ['time before examples', 'GRU', { time_major: true }, /has time_major/],
    [
      'two outputs',
      'Bidirectional',
      { layer: { class_name: 'GRU', config: { name: 'g', units: 2 } }, merge_mode: 'both' },
      /has merge_mode 'both'/,
    ],
    [
      'other layers',
      'Bidirectional',
      { layer: { class_name: 'ConvLSTM1D', config: { name: 'g', units: 2 } } },
      /wraps no layer of Keras/,
    ],
    ['images', 'LSTM', { batch_input_shape: [null, 4, 2, 1] }, /shape \[4, 2, 1\], expected \[places, channels\]/],
  ])('refuse %s', (_, kind, config, message) => {
    expect(() => convert(kind, config)).toThrow(message);
  });
});
