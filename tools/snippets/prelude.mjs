import { ballRegion, boundNetworkOf } from '@fragility/engine';
import { matrix, openDataset } from '@fragility/dataset';
import { gaussianPoints } from '@fragility/dataset-gaussian';
import { referenceClassifier } from '@fragility/model';
import { interpolate } from '@fragility/model-linear';
import { row } from '@fragility/numerics';

/** What docstring examples call by these names: four Gaussian points in R⁴, the network that interpolates them, as it is and as bounds see it, and a ball around one of them. */
export const dataset = await openDataset(gaussianPoints, { dimension: 4 }, { seed: 1 });
export const examples = await matrix(dataset);
export const { inputs, labels } = examples;
export const { layers } = interpolate(inputs, labels, 4);
export const model = referenceClassifier(layers);
export const x = row(inputs, 0);
export const network = boundNetworkOf(model);
export const region = ballRegion({ centre: x, radius: 0.1, norm: 'linf' });
export const context = { dataset, seed: 1, engine: 'auto' };
export { default as plugin } from '@fragility/attacks-gradient';
