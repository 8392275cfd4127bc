import { withoutGradients, type Classifier, type DifferentiableClassifier, type GradientStop } from '@fragility/model';
import { AS_ONNX, TfjsError } from '../../error.js';

/** How TensorFlow.js says that it has no gradient of an operation. */
const LACKING = /gradient function not found for (\w+)/;

/** What no gradient of TensorFlow.js passes, found by one pass backwards; undefined where there is none. */
async function stopOf(model: DifferentiableClassifier): Promise<GradientStop | undefined> {
  const size = model.inputShape.reduce((a, b) => a * b, 1);
  const { backward } = await model.vjp({ data: new Float64Array(size), shape: [1, ...model.inputShape] });
  try {
    await backward({ data: new Float64Array(model.classes), shape: [1, model.classes] });
  } catch (error) {
    if (!(error instanceof TfjsError) || error.reason !== 'kernel') throw error;
    // eslint-disable-next-line fragility/messages-are-for-people -- TensorFlow.js says it nowhere else
    const op = LACKING.exec(error.message)?.[1];
    const reason = op === undefined ? error.given! : `TensorFlow.js has no gradient of operation ${op}`;
    const node = op ?? error.layer?.name ?? 'gradient';
    return { op: op ?? error.layer?.class ?? node, node, reason, remedy: AS_ONNX };
  }
  return undefined;
}

/** A model with its gradients, or where TensorFlow.js lacks one of them what is left: logits. */
export async function withGradients(model: DifferentiableClassifier): Promise<Classifier> {
  const gradientStop = await stopOf(model);
  return gradientStop ? withoutGradients(model, gradientStop) : model;
}
