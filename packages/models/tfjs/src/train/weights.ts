import {
  denseClassifier,
  graphClassifier,
  isGraphBacked,
  loadDenseOnnx,
  readModel,
  saveOnnx,
  writeModel,
} from '@fragility/engine';
import { asDifferentiable, isDense, type ModelWeights } from '@fragility/model';
import { shapedLike } from '../tfjs.js';

/** What the file of a network says that is not its layers alone. */
const GRAPH = { form: 'graph' };

/**
 * How a network that the engine runs is kept after its training: its layers, where it has no others than dense ones, or its graph. One that TensorFlow.js runs has
 * no counterpart in ONNX, and is trained again.
 */
export const convertedWeights: ModelWeights<unknown> = {
  save: (model) => {
    if (isDense(model)) return saveOnnx(model);
    return isGraphBacked(model) ? writeModel(model.graph, GRAPH) : undefined;
  },
  load: async (file, _params, { dataset: { bounds, shape }, engine, threads }) => {
    const shared = { bounds, engine, ...(threads === undefined ? {} : { threads }) };
    const { graph, metadata } = readModel(file);
    if (metadata['form'] !== GRAPH.form) return denseClassifier(loadDenseOnnx(file), { ...shared, inputShape: shape });
    return shapedLike(asDifferentiable(await graphClassifier(graph, { ...shared, cutSoftmax: false })), shape);
  },
};
