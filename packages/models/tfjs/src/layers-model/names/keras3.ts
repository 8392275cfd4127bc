import type { RawLayer } from '../model.js';
import type { Weight } from '../weights.js';
import { namesOf, places, type Place } from './places.js';

const ends = (key: string, end: string): boolean => `/${key}`.endsWith(`/${end}`);

/** Names of a wrapped layer's weight after itself, as it has them where it was built before it was wrapped. */
function apartOf(
  { apart }: Place,
  name: string,
  all: readonly Place[],
  weights: ReadonlyMap<string, Weight>,
): string[] {
  if (apart === undefined) return [];
  const within = [...weights.keys()].filter((key) => ends(key, `${apart}/${name}`));
  const alone = apart.slice(apart.lastIndexOf('/') + 1);
  if (within.length > 0 || all.some(({ path }) => ends(path, alone))) return within;
  return weights.has(`${alone}/${name}`) ? [`${alone}/${name}`] : [];
}

/**
 * The weights of a Keras 3 model under the names that Keras 2 gives them: archives (`.keras`) number them, `layers/conv2d/vars/0`; the
 * kernel of a depthwise convolution is a `kernel`; and a weight without a name is a `variable` with a number.
 */
export function renamed(model: RawLayer, weights: ReadonlyMap<string, Weight>): ReadonlyMap<string, Weight> {
  const names = new Map<string, string>();
  const all = places(model);
  for (const place of all) {
    const { layer, path, stored } = place;
    const known = namesOf(place);
    known.forEach((name, k) => names.set(`${stored}/vars/${k}`, `${path}/${name}`));
    for (const name of known) for (const key of apartOf(place, name, all, weights)) names.set(key, `${path}/${name}`);
    for (const key of layer.class_name === 'LayerScale' ? weights.keys() : [])
      if (/\/variable(_\d+)?$/.test(key) && `/${key}`.includes(`/${path}/variable`)) names.set(key, `${path}/variable`);
    if (!known.includes('depthwise_kernel') || known.includes('pointwise_kernel')) continue;
    for (const key of weights.keys())
      if (key === `${path}/kernel` || key.endsWith(`/${path}/kernel`))
        names.set(key, key.replace(/kernel$/, 'depthwise_kernel'));
  }
  return new Map([...weights].map(([name, weight]) => [names.get(name) ?? name, weight]));
}
