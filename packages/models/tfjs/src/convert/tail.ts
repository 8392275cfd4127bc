import { isIdentity } from './identities.js';
import { activationOf, type Layer } from '../layers-model/layer.js';
import type { Topology } from '../layers-model/topology.js';

/** The last layers of a model, one after the other, which have no weights. */
export interface Tail {
  /** Id of the layer, or of the input, whose value they begin with. */
  readonly entry: string;
  /** In the order in which they run. The first may be the activation within the layer of its id, which `inside` then says. */
  readonly layers: readonly Layer[];
  readonly inside: boolean;
}

/** Classes without weights that may lie between logits and output. */
const WEIGHTLESS = new Set(
  ['Activation', 'Cast', 'Clip', 'ExpandDims', 'Flatten', 'LogSoftmax', 'Permute', 'ReLU', 'Rescaling'].concat([
    'Reshape',
    'Softmax',
    'Squeeze',
  ]),
);

/** Whether a layer has an activation that is a function by name. */
const activates = (layer: Layer): boolean =>
  typeof layer.config['activation'] === 'string' && activationOf(layer) !== 'linear';

/** The tail of a model; see {@link Tail}. */
export function tailOf({ layers, output }: Topology): Tail {
  const byId = new Map(layers.map((layer) => [layer.id, layer]));
  const tail: Layer[] = [];
  let entry = output;
  let layer = byId.get(entry);
  while (layer && layer.inputs.length === 1 && (WEIGHTLESS.has(layer.class) || isIdentity(layer))) {
    tail.unshift(layer);
    entry = layer.inputs[0]!;
    layer = byId.get(entry);
  }
  if (!layer || !activates(layer)) return { entry, layers: tail, inside: false };
  const { id, name, config } = layer;
  const activation: Layer = {
    id,
    name,
    class: 'Activation',
    config: { activation: config['activation'] },
    inputs: [id],
  };
  return { entry, layers: [activation, ...tail], inside: true };
}

/** A model that ends after the first layers of its tail; an activation that is gone is `linear`. */
export function upTo(topology: Topology, { entry, layers: tail, inside }: Tail, count: number): Topology {
  const gone = new Set(tail.slice(inside ? Math.max(count, 1) : count).map(({ id }) => id));
  const layers = topology.layers
    .filter(({ id }) => !gone.has(id))
    .map((layer) =>
      inside && count === 0 && layer.id === entry
        ? { ...layer, config: { ...layer.config, activation: 'linear' } }
        : layer,
    );
  return { ...topology, layers, output: count === 0 ? entry : tail[count - 1]!.id };
}
