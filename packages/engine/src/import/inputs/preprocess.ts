import { FragilityError, type Statement } from '@fragility/numerics';
import { GraphBuilder } from '../../graph/builder.js';
import type { Port } from '../../graph/graph.js';
import { inPrecision, integers, sizeOf } from '../../graph/tensors.js';
import type { Typed } from '../typed.js';

/** What a model does to an image before the graph of its file sees it. */
export interface Preprocessing {
  /** Subtracted, one number or one for every channel; default 0. */
  readonly mean?: number | readonly number[];
  /** Divided by, one number or one for every channel; default 1. */
  readonly std?: number | readonly number[];
  /** Shape of one image; [height, width, channels] is turned to [channels, height, width] where the graph takes that. Default: as the graph takes it. */
  readonly imageShape?: readonly number[];
  /** `bgr` when images come as RGB and the graph takes BGR; default the same order. Mean and std are in the graph's order. */
  readonly channels?: 'rgb' | 'bgr';
}

const isTurned = (image: readonly number[], graph: readonly number[]): boolean =>
  image.length === 3 && graph.length === 3 && image.join() === [graph[1], graph[2], graph[0]].join();

const fail = (message: Statement): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/preprocessing', kind: 'input' });
};

/** Whether a graph takes images as they come: in their own shape but for axes of one, or as one long row. */
const asTheyCome = (image: readonly number[], graph: readonly number[]): boolean => {
  const plain = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();
  return graph.length === 1 || plain(image) === plain(graph);
};

/** One number for every channel along an axis, in a shape that broadcasts over images. */
function perChannel(given: number | readonly number[], sizes: readonly number[], axis: number, what: string) {
  const list = typeof given === 'number' ? [given] : given;
  if (list.length !== 1 && list.length !== sizes[axis])
    fail({
      given: `${what} has ${list.length} numbers`,
      expected: `one or one for each of ${sizes[axis]} channels`,
      remedy: `correct ${what}`,
    });
  if (list.some((value) => !Number.isFinite(value)))
    fail({ given: `${what} is [${list.join(', ')}]`, expected: 'finite numbers', remedy: `correct ${what}` });
  const shape = list.length === 1 ? [] : sizes.map((size, k) => (k === axis ? size : 1));
  return { values: Float64Array.from(list), shape };
}

/**
 * The graph with preprocessing before it, so that bounds and budgets are in the units of the images:
 *
 *     x ↦ (reorder(x) − mean) / std
 *
 * @throws FragilityError `engine/preprocessing`.
 */
export function preprocess({ graph, types: given, batch }: Typed, options: Preprocessing): Typed {
  const { mean = 0, std = 1, channels = 'rgb' } = options;
  const [port] = graph.inputs as [Port];
  const sizes = port.shape.slice(1) as number[];
  const imageShape = options.imageShape ?? sizes;
  const turn = isTurned(imageShape, sizes) && imageShape.join() !== sizes.join();
  if (sizeOf(imageShape) !== sizeOf(sizes) || (!turn && !asTheyCome(imageShape, sizes)))
    fail({
      given: `images have shape [${imageShape.join(', ')}], the graph takes [${sizes.join(', ')}]`,
      remedy: 'resize the images',
    });
  if (channels !== 'rgb' && sizes.length !== 3)
    fail({
      given: `the graph takes inputs of shape [${sizes.join(', ')}]`,
      expected: 'images of three axes to reorder channels of',
      remedy: 'leave channels out',
    });
  const channelAxis = turn || (sizes.length === 3 && sizes[0]! <= 4) ? 0 : sizes.length - 1;
  const scale = perChannel(std, sizes, channelAxis, 'std');
  const shift = perChannel(mean, sizes, channelAxis, 'mean');
  if (scale.values.includes(0)) fail({ given: 'std is 0', expected: 'numbers other than 0', remedy: 'correct std' });

  const types = new Map(given);
  const { type } = port;
  const precision = type === 'float64' ? 'float64' : 'float32';
  const reordered = turn ? imageShape : sizes;
  const builder = new GraphBuilder(graph.name);
  [...graph.constants.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs)].forEach((name) =>
    builder.reserve([name]),
  );
  const outside = builder.fresh('image');
  const steps: ((from: string) => string)[] = [];
  if (turn) steps.push((from) => builder.node('Transpose', [from], { perm: [0, 3, 1, 2] }));
  if (channels === 'bgr') {
    const order = integers(Array.from({ length: sizes[channelAxis]! }, (_, k) => sizes[channelAxis]! - 1 - k));
    steps.push((from) => builder.node('Gather', [from, builder.constant(order)], { axis: channelAxis + 1 }));
  }
  const constant = ({ values, shape }: typeof shift): string =>
    builder.constant({ type, shape, data: inPrecision(precision, values) });
  if (shift.values.some((value) => value !== 0)) steps.push((from) => builder.node('Sub', [from, constant(shift)]));
  if (scale.values.some((value) => value !== 1))
    steps.push((from) =>
      builder.node('Mul', [from, constant({ ...scale, values: scale.values.map((value) => 1 / value) })]),
    );
  if (steps.length === 0) return { graph, types: given, batch };

  const shape = [port.shape[0]!, ...reordered];
  builder.input({ name: outside, type, shape });
  types.set(outside, { type, shape });
  let value = outside;
  for (const step of steps) {
    value = step(value);
    types.set(value, { type, shape: port.shape });
  }
  builder.append({ name: port.name, op: 'Identity', inputs: [value], outputs: [port.name], attributes: {} });
  graph.constants.forEach((each, name) => builder.constant(each, name));
  graph.nodes.forEach((node) => builder.append(node));
  graph.outputs.forEach((each) => builder.output(each));
  const whole = builder.build();
  whole.constants.forEach((each, name) => types.set(name, { type: each.type, shape: each.shape }));
  return { graph: whole, types, batch };
}
