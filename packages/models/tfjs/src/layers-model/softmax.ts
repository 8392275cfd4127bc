import { fail } from '../error.js';
import type { Cut } from './end.js';
import { activationOf, type Layer } from './layer.js';
import type { Topology } from './topology.js';

/** Layers that only pass values on, or give them another shape. */
const PASSING = new Set(['Reshape', 'Flatten', 'Dropout', 'Activation']);

/** TensorFlow.js writes 1 for the last axis of [n, classes]. */
const lastAxis = ({ config }: Layer): boolean =>
  [undefined, null, -1, 1].includes(config['axis'] as number | undefined);

const isSoftmax = (layer: Layer): boolean =>
  layer.class === 'Softmax' ? lastAxis(layer) : activationOf(layer) === 'softmax';

/**
 * Cuts off a final softmax, alone or as the activation of a layer, and the reshapes after it: attacks need logits, which tell more than
 * probabilities that have rounded to 0 and 1.
 */
export function cutSoftmax(topology: Topology): Cut {
  const byId = new Map(topology.layers.map((layer) => [layer.id, layer]));
  const after: Layer[] = [];
  let layer = byId.get(topology.output);
  while (layer && PASSING.has(layer.class) && !isSoftmax(layer)) {
    if (layer.class === 'Activation' && activationOf(layer) !== 'linear') return { topology };
    after.unshift(layer);
    layer = byId.get(layer.inputs[0]!);
  }
  if (!layer || !isSoftmax(layer)) return { topology };
  const alone = layer.class === 'Softmax' || layer.class === 'Activation';
  const softmax = layer.name;
  const output = alone ? layer.inputs[0]! : layer.id;
  const before = byId.get(output)?.name ?? fail('output', 'the model is a softmax and nothing else; give a classifier');
  const gone = new Set([...after, ...(alone ? [layer] : [])].map(({ id }) => id));
  const layers = topology.layers
    .filter(({ id }) => !gone.has(id))
    .map((each) => (each === layer ? { ...each, config: { ...each.config, activation: 'linear' } } : each));
  const shapes = after.filter(({ class: kind }) => kind !== 'Dropout').map(({ name }) => `'${name}'`);
  const fact =
    `the softmax ${alone ? '' : 'in '}'${softmax}'${shapes.length > 0 ? ` and ${shapes.join(', ')}` : ''}; ` +
    `logits are those of '${before}'`;
  return { topology: { ...topology, layers, output }, softmax, fact };
}
