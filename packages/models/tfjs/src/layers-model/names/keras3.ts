import { nameOf, type RawLayer } from '../model.js';
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

/** The place under which an archive keeps the weights of a layer that stands in several, which are those of one object. */
function keptAt(place: Place, all: readonly Place[], isKept: (place: Place) => boolean): Place | undefined {
  if (isKept(place)) return undefined;
  const { layer } = place;
  return all.find(
    (other) =>
      other.layer.class_name === layer.class_name &&
      nameOf(other.layer) === nameOf(layer) &&
      (other.layer.shared_object_id ?? layer.shared_object_id) !== undefined &&
      isKept(other),
  );
}

/**
 * The weights of a Keras 3 model under the names that Keras 2 gives them: archives (`.keras`) number them, `layers/conv2d/vars/0`; the
 * kernel of a depthwise convolution is a `kernel`; and a weight without a name is a `variable` with a number. What several layers share is
 * kept once, under the first.
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
  const found = new Map([...weights].map(([name, weight]) => [names.get(name) ?? name, weight]));
  for (const place of all) {
    const kept = keptAt(place, all, ({ stored }) => weights.has(`${stored}/vars/0`));
    for (const name of kept ? namesOf(kept) : []) {
      const weight = found.get(`${kept!.path}/${name}`);
      if (weight) found.set(`${place.path}/${name}`, weight);
    }
  }
  return found;
}
