import { findEnd, GraphBuilder, type GraphEnd } from '@fragility/engine';
import { isFragilityError } from '@fragility/numerics';
import type { Tail } from './tail.js';
import { emitterFor, PLAIN, sizeOf, type Value } from './emitter.js';
import { isIdentity } from './identities.js';
import { layerRules } from './layers/index.js';
import { weightsOf } from './weights.js';

/** Where the tail of a model is cut. */
export interface TailEnd extends GraphEnd {
  /** How many of the layers are kept. */
  readonly kept: number;
}

/**
 * Where the engine finds the logits in the tail of a model whose values have `shape` where it begins: the tail is written as a graph of its
 * own, so that ends are understood in one place. Undefined where they lie within a layer, or the values are not one row for each example.
 *
 * @throws FragilityError `tfjs/layer`, `tfjs/shape`.
 */
export async function endOf({ layers }: Tail, shape: readonly number[]): Promise<TailEnd | undefined> {
  const builder = new GraphBuilder('tail');
  const emitter = emitterFor(builder, 'float32', weightsOf(new Map()));
  const name = builder.input({ name: 'logits', type: 'float32', shape: ['batch', ...shape] });
  let value: Value = { name, shape, layout: PLAIN };
  const after = [name];
  for (const layer of layers) {
    if (!isIdentity(layer)) value = emitter.plain(layerRules[layer.class]!(layer, [value], emitter));
    after.push(value.name);
  }
  if (value.name === name) return { value: name, cut: [], binary: sizeOf(shape) === 1, kept: 0 };
  builder.output({ name: value.name, type: 'float32', shape: ['batch', ...value.shape] });
  const end = await findEnd(builder.build()).catch((error: unknown) => {
    if (isFragilityError(error) && error.code === 'engine/output') return undefined;
    throw error;
  });
  const kept = end === undefined ? -1 : after.indexOf(end.value);
  return end && kept >= 0 ? { ...end, kept } : undefined;
}
