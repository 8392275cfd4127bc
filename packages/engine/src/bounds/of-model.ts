import { isDense, type Classifier } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { denseGraph } from '../dense/graph.js';
import { isGraphBacked } from '../network/classifier.js';
import { boundNetwork } from './compile.js';
import type { BoundNetwork } from './network.js';

/**
 * The network of a classifier as bounds see it: what the engine runs, in the units of the images, with the weights as the model's precision has them.
 *
 * @throws FragilityError `engine/no-graph` for a model that is no graph of the engine, and those of {@link boundNetwork}.
 * @example boundNetworkOf(model).inputs; // 4
 */
export function boundNetworkOf(model: Classifier): BoundNetwork {
  if (isGraphBacked(model)) return boundNetwork(model.graph);
  if (isDense(model)) return boundNetwork(denseGraph(model.layers, model.precision));
  throw new FragilityError(
    {
      given: 'the model is no graph that can be read',
      expected: 'an ONNX file, a converted TensorFlow.js model or a dense network',
      remedy: 'use randomised smoothing, which asks for logits only',
    },
    { where: 'engine/bounds', code: 'engine/no-graph', kind: 'input' },
  );
}
