import { fail } from '../error.js';
import { describe, type Layer } from '../layers-model/layer.js';
import type { Weight } from '../layers-model/weights.js';

/** Finds the weights of layers by name: `conv1/kernel`, or one that ends so. */
export interface Weights {
  /** Values of a weight that must have this shape; −1 stands for any size. */
  get(layer: Layer, name: string, shape: readonly number[]): Weight;
}

/** Names of the models around a layer and its own, without the numbers of their uses. */
const pathOf = ({ id }: Layer): string => id.replace(/#\d+(?=\/|$)/g, '');

/** The weights of a model file, by layer. */
export function weightsOf(weights: ReadonlyMap<string, Weight>): Weights {
  const named = new Map([...weights].map(([name, weight]) => [name.replace(/:0$/, ''), weight]));
  /** The weight of a name, or the outermost one that ends in it. */
  const find = (key: string): Weight | undefined => {
    if (named.has(key)) return named.get(key);
    const ends = [...named.keys()].filter((name) => name.endsWith(`/${key}`));
    const depths = ends.map((name) => name.split('/').length);
    const outermost = ends.filter((_, k) => depths[k] === Math.min(...depths));
    return outermost.length === 1 ? named.get(outermost[0]!) : undefined;
  };
  return {
    get: (layer, name, shape) => {
      const weight = find(`${pathOf(layer)}/${name}`) ?? find(`${layer.name}/${name}`);
      if (!weight)
        return fail('weight', {
          given: `${describe(layer)} needs the weight '${layer.name}/${name}', which the manifest does not have`,
          remedy:
            'save topology and weights of one model, or convert a SavedModel of it, tensorflowjs_converter FOLDER OTHER',
        });
      const fits =
        weight.shape.length === shape.length && shape.every((size, k) => size < 0 || size === weight.shape[k]);
      if (!fits)
        fail('weight', {
          given: `the weight '${layer.name}/${name}' has shape [${weight.shape.join(', ')}], ${describe(layer)} needs [${shape.map((size) => (size < 0 ? 'n' : size)).join(', ')}]`,
          remedy: 'save topology and weights of one model',
        });
      return weight;
    },
  };
}
