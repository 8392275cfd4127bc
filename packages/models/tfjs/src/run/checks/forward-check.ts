import { random, type Bounds } from '@fragility/numerics';
import type { Affine } from '../../convert/affine.js';
import { fail } from '../../error.js';
import type { ModelFiles } from '../../layers-model/read.js';
import { explained } from '../explained.js';
import { loadTensorFlow } from '../load.js';
import type { TensorFlow } from '../tensorflow.js';
import { openNetwork } from '../network.js';
import type { NetworkOptions } from '../tensor-network.js';
import type { TensorNetwork } from '../tensor-network.js';
import type { Within } from '../tensor-network.js';

const EXAMPLES = 2;
/** Most that values may differ, relative to the largest; float32 sums in another order differ by 1e-6 to 1e-5. */
const TOLERANCE = 1e-3;

/** A network on its backend. */
interface Running {
  readonly tf: TensorFlow;
  readonly network: TensorNetwork;
}

type Values = ArrayLike<number>;
type Named = { readonly name: string; readonly values: Values };

/** Largest |a − b| relative to the largest |b|; values of another number, or that are no numbers, agree with none. */
function offBy(a: Values, b: Values): number {
  if (a.length !== b.length) return Infinity;
  let [off, most] = [0, 0];
  for (let k = 0; k < b.length; k++) {
    const difference = Object.is(a[k], b[k]) ? 0 : Math.abs(a[k]! - b[k]!);
    off = Number.isNaN(difference) ? Infinity : Math.max(off, difference);
    most = Math.max(most, Math.abs(b[k]!));
  }
  return off === 0 ? 0 : off / most;
}

/** Random inputs within the bounds, as the network takes them. */
function inputs(shape: readonly number[], bounds: Bounds, before: Affine | undefined): Float32Array {
  const stream = random('tfjs/forward-check');
  const [low, high] = bounds ?? [-1, 1];
  const { scale, shift } = before ?? { scale: [1], shift: [0] };
  return Float32Array.from(
    { length: EXAMPLES * shape.reduce((a, b) => a * b, 1) },
    (_, k) => (low + (high - low) * stream.uniform()) * scale[k % scale.length]! + shift[k % shift.length]!,
  );
}

/** Values of a network at some inputs, on its backend. */
function at({ tf, network }: Running, x: Float32Array, values: (network: TensorNetwork) => Within): Named[] {
  const { core, line } = tf;
  tf.use();
  return explained(line, 'run this model', () => {
    const made = core.tidy(() =>
      values(network)(core.tensor(x, [EXAMPLES, ...network.inputShape])).map(({ name, value }) => ({
        name,
        value: core.keep(value),
      })),
    );
    const read = made.map(({ name, value }) => ({ name, values: value.dataSync() }));
    core.dispose(made.map(({ value }) => value));
    return read;
  });
}

/** The first value inside that is another one; undefined where a network does not give all of them. */
function firstOther(ours: Running, theirs: Running, x: Float32Array): string | undefined {
  try {
    const [a, b] = [ours, theirs].map((each) => at(each, x, ({ within }) => within));
    return b!.find(({ values }, k) => offBy(a![k]!.values, values) > TOLERANCE)?.name;
  } catch {
    return undefined;
  }
}

export interface ForwardCheckOptions extends NetworkOptions {
  readonly bounds: Bounds;
  readonly before?: Affine | undefined;
}

/**
 * Compares what a backend gives for random inputs with what plain JavaScript gives; a kernel that is wrong, or that fails and leaves zeros,
 * makes another model than the user's.
 *
 * @throws FragilityError `tfjs/forward` saying how far off the outputs are, and the first layer that gives other values.
 */
export async function forwardCheck(
  tf: TensorFlow,
  network: TensorNetwork,
  files: ModelFiles,
  { bounds, before, ...options }: ForwardCheckOptions,
): Promise<void> {
  const cpu = await loadTensorFlow('cpu');
  const peer = await openNetwork(cpu, files, options);
  try {
    const [ours, theirs] = [
      { tf, network },
      { tf: cpu, network: peer },
    ] as const;
    const x = inputs(network.inputShape, bounds, before);
    const output =
      (each: TensorNetwork): Within =>
      (value) => [{ name: 'output', value: each.apply(value) }];
    const [a, b] = [ours, theirs].map((each) => at(each, x, output)[0]!.values);
    const off = offBy(a!, b!);
    if (off <= TOLERANCE) return;
    const first = firstOther(ours, theirs, x);
    const where = first === undefined ? '' : `, from ${first} on`;
    fail('forward', {
      given: `${tf.line} gives other outputs than plain JavaScript, by ${(100 * off).toPrecision(2)} % of the largest${where}`,
      remedy: 'choose another backend: engine for a layers-model that can be converted, else node or cpu',
    });
  } finally {
    peer.dispose();
  }
}
