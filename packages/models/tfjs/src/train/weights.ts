import { denseClassifier, graphClassifier, loadDenseOnnx, readModel, saveOnnx, writeModel } from '@fragility/engine';
import { asDifferentiable, isDense, type Classifier, type ModelWeights } from '@fragility/model';
import { shapedLike } from '../tfjs.js';

/** What the file of a network says that is not its layers alone. */
const GRAPH = { form: 'graph' };

const graphOf = (model: Classifier): Parameters<typeof writeModel>[0] | undefined =>
  'graph' in model ? (model.graph as Parameters<typeof writeModel>[0]) : undefined;

/**
 * How a network that the engine runs is kept after its training: its layers, where it has no others than dense ones, or its graph. One that TensorFlow.js runs has
 * no counterpart in ONNX, and is trained again.
 */
export const convertedWeights: ModelWeights<unknown> = {
  save: (model) => {
    if (isDense(model)) return saveOnnx(model);
    const graph = graphOf(model);
    return graph && writeModel(graph, GRAPH);
  },
  load: async (file, _params, { dataset: { bounds, shape }, engine, threads }) => {
    const shared = { bounds, engine, ...(threads === undefined ? {} : { threads }) };
    const { graph, metadata } = readModel(file);
    if (metadata['form'] !== GRAPH.form) return denseClassifier(loadDenseOnnx(file), { ...shared, inputShape: shape });
    return shapedLike(asDifferentiable(await graphClassifier(graph, { ...shared, cutSoftmax: false })), shape);
  },
};
