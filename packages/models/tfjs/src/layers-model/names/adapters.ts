import { fail } from '../../error.js';
import { isObject } from '../json.js';
import { nameOf, type RawLayer } from '../model.js';
import type { Weight } from '../weights.js';
import { namesOf, places, type Place } from './places.js';

const [DOWN, UP] = ['lora_kernel_a', 'lora_kernel_b'];

/** Weights that do nothing after training. */
const IDLE = /^(?:count|renorm_\w+|seed_generator\w*|sn_u|vector_u)(?::0)?$/;

/** Path and own name of a weight. */
function partsOf(key: string): readonly [string, string] {
  const at = key.lastIndexOf('/');
  return [key.slice(0, Math.max(at, 0)), key.slice(at + 1)];
}

/** The layer that a path is of: the one whose own path it ends in, at the greatest length. */
const ownerOf = (path: string, all: readonly Place[]): Place | undefined =>
  all
    .filter((place) => `/${path}`.endsWith(`/${place.path}`))
    .reduce<Place | undefined>(
      (best, place) => (best && best.path.length >= place.path.length ? best : place),
      undefined,
    );

/** W + α/r · A B of a kernel W and its adapter A [.., r], B [r, n]. */
function adapted(kernel: Weight, down: Weight, up: Weight, alpha: number | undefined): Weight {
  const [rank, width] = up.shape as readonly [number, number];
  const scale = (alpha ?? rank) / rank;
  const data = Float32Array.from(kernel.data, (value, k) => {
    const [row, column] = [Math.floor(k / width), k % width];
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += down.data[row * rank + r]! * up.data[r * width + column]!;
    return value + scale * sum;
  });
  return { ...kernel, data };
}

/** Weights of Keras 3 with low-rank adapters added to the kernels that they change, as `predict` and `.keras` files do. Source: LoRA, arXiv:2106.09685. */
export function withAdapters(model: RawLayer, weights: ReadonlyMap<string, Weight>): ReadonlyMap<string, Weight> {
  const found = [...weights.keys()].map(partsOf).filter(([, name]) => name === DOWN);
  if (found.length === 0) return weights;
  const all = places(model);
  const changed = new Map(weights);
  for (const [path] of found) {
    const [kernel, down, up] = ['kernel', DOWN, UP].map((name) => weights.get(`${path}/${name}`));
    const fits =
      kernel &&
      down &&
      up &&
      up.shape.length === 2 &&
      kernel.data.length * up.shape[0]! === down.data.length * up.shape[1]!;
    if (!fits) continue;
    const config = ownerOf(path, all)?.layer.config;
    const alpha = isObject(config) && typeof config['lora_alpha'] === 'number' ? config['lora_alpha'] : undefined;
    changed.set(`${path}/kernel`, adapted(kernel, down, up, alpha));
    changed.delete(`${path}/${DOWN}`);
    changed.delete(`${path}/${UP}`);
  }
  return changed;
}

/**
 * Refuses weights of a layer that its class is not known to have: without them it would be another layer.
 *
 * @throws FragilityError `tfjs/weight`.
 */
export function checkOwn(model: RawLayer, weights: ReadonlyMap<string, Weight>): void {
  const all = places(model);
  for (const [path, name] of [...weights.keys()].map(partsOf)) {
    const owner = path === '' || IDLE.test(name) ? undefined : ownerOf(path, all);
    const known = owner ? namesOf(owner) : [];
    if (!owner || known.length === 0 || known.includes(name.replace(/:0$/, ''))) continue;
    const { class_name: kind } = owner.layer;
    fail('weight', {
      given: `layer '${nameOf(owner.layer)}' (${kind}) has the weight '${name}'`,
      expected: known.join(', '),
      remedy:
        'merge what was added to the layer and convert it again, or convert a SavedModel of it, tensorflowjs_converter FOLDER OTHER',
    });
  }
}
