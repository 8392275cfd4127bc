import type { LayersModel } from '@tensorflow/tfjs-layers';
import { fail, reasonOf, TfjsError } from '../error.js';
import type { Json } from '../layers-model/json.js';
import { camel } from '../layers-model/layer.js';
import { isContainer, isLayer, modelOf, nameOf, type RawLayer } from '../layers-model/model.js';
import type { TensorFlow } from './tensorflow.js';

/** A layer of TensorFlow.js, as far as it is looked into here. */
type TensorLayer = LayersModel['layers'][number];

/** Every layer as a file holds it, those of models inside opened. */
function rawLayers(model: RawLayer): RawLayer[] {
  const layers = Array.isArray(model.config) ? model.config : (model.config as { layers?: unknown }).layers;
  return (Array.isArray(layers) ? layers : [])
    .filter(isLayer)
    .flatMap((layer) => (isContainer(layer) ? rawLayers(layer) : [layer]));
}

/** Every layer of a model, those of models inside opened. */
export function layersOf(model: LayersModel): TensorLayer[] {
  return model.layers.flatMap((layer) => ('layers' in layer ? layersOf(layer as unknown as LayersModel) : [layer]));
}

/**
 * Refuses a model with a layer or an activation that TensorFlow.js does not have.
 *
 * @throws FragilityError `tfjs/layer` naming the first one.
 */
export function checkClasses({ core, line }: TensorFlow, topology: unknown): void {
  const model = modelOf(topology);
  const { classNameMap } = core.serialization.SerializationMap.getMap();
  const has = (name: string): boolean => Object.hasOwn(classNameMap, name);
  const refuse = (raw: RawLayer, lacks: string): never => {
    const layer = { name: nameOf(raw), class: raw.class_name, lacks };
    const said = `layer '${layer.name}' (${layer.class}) ${lacks} (${line})`;
    return fail('layer', { given: said, remedy: 'use backend: auto, or change the layer' }, undefined, layer);
  };
  for (const raw of model ? rawLayers(model) : []) {
    const { activation } = raw.config as Json;
    if (!has(raw.class_name)) refuse(raw, 'is none that TensorFlow.js has');
    if (typeof activation === 'string' && !has(camel(activation)))
      refuse(raw, `has the activation '${activation}', which TensorFlow.js does not have`);
  }
}

/** Makes errors within a layer of a model say which layer it was. */
export function nameFailures(model: LayersModel): void {
  for (const layer of layersOf(model)) {
    const call = layer.call.bind(layer);
    layer.call = (...values) => {
      try {
        return call(...values);
      } catch (cause) {
        if (cause instanceof TfjsError) throw cause;
        const [name, kind, lacks] = [layer.name, layer.getClassName(), `cannot run: ${reasonOf(cause)}`];
        return fail(
          'kernel',
          { given: `layer '${name}' (${kind}) ${lacks}`, remedy: 'choose another backend or another model' },
          cause,
          {
            name,
            class: kind,
            lacks,
          },
        );
      }
    };
  }
}
