import { activationOf, type Layer } from './layer.js';
import type { Cut } from './end.js';
import type { Topology } from './topology.js';

const isSigmoid = (layer: Layer): boolean => activationOf(layer) === 'sigmoid';

/** Layers that leave one value as it is. */
const passes = (layer: Layer): boolean =>
  layer.class === 'Dropout' || (layer.class === 'Activation' && activationOf(layer) === 'linear');

/**
 * Finds a binary classifier, one that ends in a dense layer of one unit, and cuts the sigmoid after it off, alone or as its activation. Its
 * value z are the logits of two classes, the second one the positive:
 *
 *     (0, z),   softmax(0, z)₂ = 1/(1 + e^(−z))
 */
export function cutSigmoid(topology: Topology): Cut {
  const byId = new Map(topology.layers.map((layer) => [layer.id, layer]));
  const gone = new Set<string>();
  let sigmoid: Layer | undefined;
  let layer = byId.get(topology.output);
  while (layer && (passes(layer) || (!sigmoid && layer.class === 'Activation' && isSigmoid(layer)))) {
    if (!passes(layer)) sigmoid = layer;
    gone.add(layer.id);
    layer = byId.get(layer.inputs[0]!);
  }
  if (layer?.class !== 'Dense' || layer.config['units'] !== 1) return { topology };
  const dense = layer;
  if (!sigmoid && isSigmoid(dense)) sigmoid = dense;
  else if (activationOf(dense) !== 'linear') return { topology };
  const layers = topology.layers
    .filter(({ id }) => !gone.has(id))
    .map((each) => (each === dense ? { ...each, config: { ...each.config, activation: 'linear' } } : each));
  return {
    topology: { ...topology, layers, output: dense.id },
    binary: true,
    ...(sigmoid && {
      softmax: sigmoid.name,
      fact: `the sigmoid ${sigmoid === dense ? 'in ' : ''}'${sigmoid.name}'; logits are 0 and the value of '${dense.name}'`,
    }),
  };
}
