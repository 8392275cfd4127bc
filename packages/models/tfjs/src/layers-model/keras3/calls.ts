import { isObject, type Json } from '../json.js';
import { refuseLayer as refuse, type RawLayer } from '../model.js';

type Reference = readonly [string, number, number];

/** One argument of a call: a value of the model, or numbers that it holds. */
type Argument = { readonly tensor: Reference } | { readonly numbers: number | readonly number[] };

/** The values among the arguments of a call, lists opened. */
function argumentsOf(layer: RawLayer, given: unknown): Argument[] {
  if (Array.isArray(given)) return given.flatMap((each) => argumentsOf(layer, each));
  if (given === null) return [];
  if (typeof given === 'number') return [{ numbers: given }];
  const config = isObject(given) && isObject(given['config']) ? given['config'] : {};
  const kind = isObject(given) ? given['class_name'] : undefined;
  if (kind === '__keras_tensor__' && Array.isArray(config['keras_history']))
    return [{ tensor: config['keras_history'] as unknown as Reference }];
  const { value } = config;
  if (kind === '__numpy__' && (typeof value === 'number' || (Array.isArray(value) && value.every(Number.isFinite))))
    return [{ numbers: value as number | number[] }];
  return refuse(layer, `takes ${JSON.stringify(given).slice(0, 60)}`);
}

const hasTensor = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(hasTensor)
    : isObject(value) && (value['class_name'] === '__keras_tensor__' || Object.values(value).some(hasTensor));

const each = (numbers: number | readonly number[], f: (value: number) => number): number | number[] =>
  typeof numbers === 'number' ? f(numbers) : numbers.map(f);

/** y = scale · x + offset of an operator between a value and numbers; `first` says that the value comes first. */
function affine(kind: string, numbers: number | readonly number[], first: boolean): Json | undefined {
  if (kind === 'Add') return { scale: 1, offset: numbers };
  if (kind === 'Multiply') return { scale: numbers, offset: 0 };
  if (kind === 'Subtract')
    return first ? { scale: 1, offset: each(numbers, (c) => -c) } : { scale: -1, offset: numbers };
  return (kind === 'TrueDivide' || kind === 'Divide') && first
    ? { scale: each(numbers, (c) => 1 / c), offset: 0 }
    : undefined;
}

/** Parts of the axes after the batch's that `x[…]` takes, the batch whole. */
function partsOf(layer: RawLayer, index: unknown): Json[] {
  const [batch, ...parts] = [index].flat().map((each) => {
    if (Number.isInteger(each)) return { start: null, stop: null, at: each };
    const { start = null, stop = null, step = null } = isObject(each) && isObject(each['config']) ? each['config'] : {};
    const isSlice = isObject(each) && each['class_name'] === '__slice__' && (step === null || step === 1);
    return isSlice ? { start, stop } : refuse(layer, `takes the places ${JSON.stringify(index).slice(0, 60)}`);
  });
  if (!batch || 'at' in batch || batch.start !== null || batch.stop !== null)
    refuse(layer, 'takes some of the examples');
  return parts;
}

/** A layer that does what a function does with a value and one number. */
const withNumber = (kind: string, number: number): { readonly class_name: string; readonly more: Json } | undefined =>
  kind === 'Maximum'
    ? { class_name: 'Clip', more: { x_min: number, x_max: null } }
    : kind === 'Minimum'
      ? { class_name: 'Clip', more: { x_min: null, x_max: number } }
      : kind === 'Power'
        ? { class_name: 'Power', more: { exponent: number } }
        : undefined;

/** A layer whose calls are written as Keras 2 does: [[layer, use, output, settings], …] for each. Arithmetic with numbers becomes a Rescaling. */
export function callsOf(layer: RawLayer): RawLayer {
  const { inbound_nodes: nodes } = layer;
  if (!Array.isArray(nodes) || !nodes.every((node) => isObject(node) && 'args' in node)) return layer;
  let made = layer;
  const calls = (nodes as Json[]).map(({ args, kwargs }) => {
    if (hasTensor(kwargs)) refuse(layer, 'takes values by name');
    if (layer.class_name === 'GetItem' && Array.isArray(args)) {
      made = { ...layer, config: { ...(layer.config as Json), parts: partsOf(layer, args[1]) } };
      return argumentsOf(layer, args[0]).flatMap((argument) =>
        'tensor' in argument ? [[...argument.tensor, {}]] : [],
      );
    }
    const given = argumentsOf(layer, args);
    const numbers = given.find((argument) => 'numbers' in argument);
    if (numbers) {
      const [first] = given;
      const single = given.length === 2 && nodes.length === 1;
      const settings = single && affine(layer.class_name, numbers.numbers, 'tensor' in first!);
      const other =
        single && typeof numbers.numbers === 'number' && (layer.class_name !== 'Power' || 'tensor' in first!)
          ? withNumber(layer.class_name, numbers.numbers)
          : undefined;
      const found = settings ? { class_name: 'Rescaling', more: settings } : other;
      if (!found) return refuse(layer, `takes the numbers ${JSON.stringify(numbers.numbers).slice(0, 40)}`);
      made = { ...layer, class_name: found.class_name, config: { ...(layer.config as Json), ...found.more } };
    }
    const settings = isObject(kwargs) ? kwargs : {};
    return given.flatMap((argument) => ('tensor' in argument ? [[...argument.tensor, settings]] : []));
  });
  return { ...made, inbound_nodes: calls };
}

/**
 * A layer whose calls say nothing of training: `predict` of Keras 3 runs every layer as after training, whatever its calls say, and layers of
 * augmentation are saved with `training: true`.
 */
export function afterTraining(layer: RawLayer): RawLayer {
  const { inbound_nodes: nodes } = layer;
  if (!Array.isArray(nodes) || !nodes.every(isObject)) return layer;
  const settled = nodes.map((node) => {
    if (!isObject(node['kwargs'])) return node;
    const kwargs = Object.fromEntries(Object.entries(node['kwargs']).filter(([name]) => name !== 'training'));
    return { ...node, kwargs };
  });
  return { ...layer, inbound_nodes: settled };
}
