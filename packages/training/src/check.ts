import { checkLayers } from '@fragility/engine';
import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { hasResidualForm, isResidual } from './residual.js';
import type { TrainingOptions } from './options.js';

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'training/dense', code: 'training/options', kind: 'input' });
};

/**
 * Checks options against the layers that are to be trained.
 *
 * @throws FragilityError `training/options` naming the option, `engine/layers`.
 */
export function checkTraining(options: TrainingOptions, layers: readonly DenseLayer[]): void {
  checkLayers(layers, 'training/dense');
  const { inputs, targets, loss, learningRate, momentum = 0, batchSize = 'full', epochs, steps } = options;
  const curved = layers.find(({ activation }, k) => isResidual(layers, k) && !hasResidualForm(activation));
  if (options.architecture?.residual && curved)
    fail({
      given: `a residual network with ${curved.activation.kind} layers`,
      expected: 'relu, leaky-relu or gelu, whose units can carry their input on',
      remedy: 'take another activation, or no residual connections',
    });
  const n = inputs.shape[0] ?? 0;
  const d = layers[0]!.inputs;
  const classes = layers.at(-1)!.outputs;
  if (n === 0) fail({ given: 'there are no inputs', expected: 'at least one', remedy: 'give examples to train on' });
  if (inputs.data.length !== n * d)
    fail({
      given: `inputs have shape [${inputs.shape.join(', ')}], the network takes ${d} values`,
      remedy: 'make them agree',
    });
  if ('shape' in targets) {
    if (targets.shape[0] !== n || targets.data.length !== n * classes) {
      fail({
        given: `targets have shape [${targets.shape.join(', ')}]`,
        expected: `[${n}, ${classes}]`,
        remedy: 'give the wanted outputs of every input',
      });
    }
  } else {
    if (targets.length !== n)
      fail({ given: `there are ${targets.length} labels for ${n} inputs`, remedy: 'give one each' });
    const wrong = Array.from(targets).findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
    if (wrong >= 0)
      fail({
        given: `label ${wrong} is ${targets[wrong]}`,
        expected: `a class 0…${classes - 1}`,
        remedy: 'fix the labels or the last width',
      });
  }
  if (loss !== 'cross-entropy' && loss !== 'squared-error')
    fail(`loss is '${String(loss)}', expected cross-entropy | squared-error`);
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    fail({ given: `learningRate is ${learningRate}`, expected: 'a number > 0', remedy: '0.001 suits Adam' });
  if (!(momentum >= 0 && momentum < 1))
    fail({ given: `momentum is ${momentum}`, expected: '0 ≤ momentum < 1', remedy: '0.9 is usual' });
  const whole = (name: string, value: number | undefined): void => {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      fail(`${name} is ${value}, expected a whole number ≥ 0`);
  };
  whole('epochs', epochs);
  whole('steps', steps);
  if (epochs === undefined && steps === undefined)
    fail({ given: 'neither epochs nor steps is given', remedy: 'give one of them' });
  if (batchSize !== 'full' && !(Number.isInteger(batchSize) && batchSize > 0)) {
    fail(`batchSize is ${batchSize}, expected a whole number ≥ 1 or 'full'`);
  }
}
