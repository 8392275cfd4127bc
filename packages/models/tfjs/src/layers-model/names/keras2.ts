import { fail } from '../../error.js';
import { isObject } from '../json.js';
import type { RawLayer } from '../model.js';
import type { Weight } from '../weights.js';
import { namesOf, places, type Place } from './places.js';

const described = ({ layer, path }: Place): string => `'${path}' (${layer.class_name})`;

/** Whether the configuration of a layer holds what others have among their weights, as a Normalization may its moments. */
const holdsItself = ({ layer }: Place): boolean => isObject(layer.config) && (layer.config['mean'] ?? null) !== null;

/** Whether a layer has a weight under its own name. */
function isNamed({ path }: Place, weight: string, weights: ReadonlyMap<string, Weight>): boolean {
  const end = `/${path.slice(path.lastIndexOf('/') + 1)}/${weight}`;
  return [...weights.keys()].some((key) => `/${key}`.endsWith(end));
}

/**
 * The weights of a Keras 2 model, each under the name of its layer: those that were made before the model, by `adapt` or `build`, are in its
 * files as `mean` or `kernel` alone, and are of the one layer that lacks them.
 *
 * @throws FragilityError `tfjs/weight` where several layers lack them.
 */
export function owned(model: RawLayer, weights: ReadonlyMap<string, Weight>): ReadonlyMap<string, Weight> {
  const bare = [...weights.keys()].filter((name) => !name.includes('/'));
  if (bare.length === 0) return weights;
  const able = places(model).filter((place) => !holdsItself(place));
  const names = bare.flatMap((name) => {
    const lacking = able.filter((place) => namesOf(place).includes(name) && !isNamed(place, name, weights));
    if (lacking.length > 1)
      fail('weight', {
        given: `the weight '${name}' has no layer's name, and the layers ${lacking.map(described).join(', ')} lack it`,
        expected: 'weights of one of them alone that were made before the model, by adapt or build',
        remedy:
          'build the model in Keras first, then adapt its layers or load its weights, and convert it again; or convert a SavedModel of it, tensorflowjs_converter FOLDER OTHER',
      });
    return lacking.map(({ path }) => [name, `${path}/${name}`] as const);
  });
  const named = new Map(names);
  return new Map([...weights].map(([name, weight]) => [named.get(name) ?? name, weight]));
}
