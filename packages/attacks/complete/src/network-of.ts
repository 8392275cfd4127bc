import type { Example } from '@fragility/attack';
import { boundNetworkOf, outputsAt, type BoundNetwork } from '@fragility/engine';
import type { Classifier } from '@fragility/model';
import { isFragilityError } from '@fragility/numerics';

/** Numbers by which the outputs of the model and those of its graph may differ, as a share of the largest. */
const SAME = 1e-3;

/**
 * The network of an example's model, for attacks that read it (`reads: 'model'`); undefined where it shows none that bounds understand and that
 * computes the same.
 */
export async function networkOf(
  example: Pick<Example<'gradient'>, 'model' | 'logits' | 'input'>,
): Promise<BoundNetwork | undefined> {
  let network: BoundNetwork;
  try {
    network = boundNetworkOf(example.model as Classifier);
  } catch (error) {
    if (isFragilityError(error) && error.kind === 'input') return undefined;
    throw error;
  }
  const { logits } = await example.logits(example.input);
  if (network.outputs !== logits.length || network.inputs !== example.input.length) return undefined;
  const own = outputsAt(network, example.input);
  const size = logits.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-300);
  return own.every((v, j) => Math.abs(v - logits[j]!) <= SAME * size) ? network : undefined;
}
