import { denseClassifier, endFacts, graphClassifier } from '@fragility/engine';
import { asDifferentiable, type DifferentiableClassifier, type EngineChoice } from '@fragility/model';
import type { Bounds } from '@fragility/numerics';
import { graphOf, prepare, prepareTopology, type ConvertOptions, type Prepared } from './convert/convert.js';
import { denseLayersOf } from './convert/dense-network.js';
import { endOf } from './convert/end.js';
import { preprocessingOf } from './convert/preprocessing.js';
import { numberOf } from './layers-model/layer.js';
import type { ModelFiles } from './layers-model/read.js';
import { tailOf, upTo } from './convert/tail.js';

export interface EngineClassifierOptions extends ConvertOptions {
  readonly bounds?: Bounds | undefined;
  /** Default `auto`. */
  readonly engine?: EngineChoice | undefined;
  /** Threads of the native engine; default: every core. */
  readonly threads?: number | undefined;
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * A layers-model converted and run by the engine. A model that is nothing but dense layers keeps them readable, for closed forms.
 *
 * @throws FragilityError those of {@link convertLayersModel}, and the engine's.
 * @example
 * const weights = new Map([['d/kernel', { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 0, 0) }], ['d/bias', { shape: [2], data: new Float32Array(2) }]]);
 * const dense = { class_name: 'Dense', config: { name: 'd', units: 2, batch_input_shape: [null, 3] } };
 * const model = await engineClassifier({ topology: { class_name: 'Sequential', config: { layers: [dense] } }, weights }, { bounds: [0, 1] });
 * (await model.logits({ data: Float64Array.of(0.5, 0.25, 1), shape: [1, 3] })).data; // Float64Array [0.5, 0.25]
 */
export async function engineClassifier(
  files: Pick<ModelFiles, 'topology' | 'weights'>,
  { bounds = null, engine = 'auto', threads, facts, ...options }: EngineClassifierOptions = {},
): Promise<DifferentiableClassifier> {
  const prepared = prepare(files, options);
  const { inputShape } = prepared;
  const shared = { bounds, engine, ...(threads === undefined ? {} : { threads }) };
  const dense = await denseNetwork(prepared, options);
  if (dense) {
    const { precision = 'float32' } = options;
    return denseClassifier(dense.layers, {
      ...shared,
      inputShape,
      precision,
      facts: { ...facts, ...endFacts(dense.end) },
    });
  }
  const { graph } = graphOf(prepared, options);
  return asDifferentiable(await graphClassifier(graph, { ...shared, ...(facts && { facts }) }));
}

/** The layers of a model that is nothing but dense layers up to its logits, which decide as it does, and its end. */
async function denseNetwork({ topology, weights, inputShape }: Prepared, { preprocessing = {} }: ConvertOptions) {
  const tail = tailOf(topology);
  const last = topology.layers.find(({ id }) => id === tail.entry);
  if (last?.class !== 'Dense') return undefined;
  const end = await endOf(tail, [numberOf(last, 'units')]);
  if (!end || end.saturates) return undefined;
  const logits = prepareTopology(upTo(topology, tail, end.kept), weights, inputShape);
  const layers = denseLayersOf(logits, preprocessingOf(preprocessing, inputShape.at(-1)!));
  return layers && { layers, end };
}
