import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import type { Dimension, Graph, Port, Shape } from '../../graph/graph.js';
import { sizeOf } from '../../graph/tensors.js';

/** What is known of the shape of one input. */
export interface KnownSizes {
  /** Shape of one input as the graph takes it, without the batch; where it is left out, open sizes are the images'. */
  readonly graphShape?: readonly number[];
  /** Shape of one image as it comes. */
  readonly imageShape?: readonly number[];
}

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/ports', kind: 'input' });
};

const shown = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Whether sizes are those of a shape, where it has any. */
const fits = (sizes: readonly number[], shape: Shape): boolean =>
  sizes.length === shape.length && shape.every((size, k) => typeof size !== 'number' || size === sizes[k]);

/** Layouts that operators ask for. */
type Layout = 'channels first' | 'channels last' | 'flat';

const FIRST = /^(?:Conv|ConvTranspose|MaxPool|AveragePool|Global\w+Pool|BatchNormalization|InstanceNormalization)$/;
const FLAT = /^(?:Gemm|MatMul|ai\.onnx\.ml\..+)$/;

/** The layout that the first operators ask for which look at it; those that work value by value do not. */
function layoutOf({ nodes }: Graph, input: string): Layout | undefined {
  const carried = new Set([input]);
  for (const { op, inputs, outputs, attributes } of nodes) {
    if (!carried.has(inputs[0] ?? '')) continue;
    if (FIRST.test(op)) return 'channels first';
    if (FLAT.test(op)) return 'flat';
    if (op === 'Transpose') {
      const perm = String(attributes['perm']);
      return perm === '0,3,1,2' ? 'channels last' : perm === '0,2,3,1' ? 'channels first' : undefined;
    }
    if (['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze'].includes(op)) return undefined;
    outputs.forEach((name) => carried.add(name));
  }
  return undefined;
}

/** Shapes that an image may have in a graph. */
function layouts(image: readonly number[]): Readonly<Partial<Record<Layout, readonly number[]>>> {
  if (image.length !== 3) return { 'channels last': image, flat: [sizeOf(image)] };
  const [height, width, channels] = image as [number, number, number];
  return { 'channels first': [channels, height, width], 'channels last': image, flat: [sizeOf(image)] };
}

/** Sizes that fit what the file says, by what the graph does with them where several do. */
function guessed(graph: Graph, port: Port, rest: Shape | undefined, image: readonly number[]): readonly number[] {
  const known = layouts(image);
  const candidates = [...Object.values(known), ...(image.at(-1) === 1 ? [image.slice(0, -1)] : [])];
  const fitting = candidates.filter((sizes) => rest === undefined || fits(sizes, rest));
  const distinct = [...new Map(fitting.map((sizes) => [sizes.join(), sizes])).values()];
  if (distinct.length === 1) return distinct[0]!;
  const layout = layoutOf(graph, port.name) ?? (image.at(-1) === 1 ? 'channels first' : undefined);
  const chosen = layout && distinct.find((sizes) => sizes === known[layout]);
  const of = rest === undefined ? 'the number of its axes' : 'sizes';
  return (
    chosen ??
    fail({
      given: `the model leaves ${of} open: '${port.name}' ${shown(port.shape)}, and images of ${shown(image)} fit in ${distinct.length === 0 ? 'no way' : distinct.map(shown).join(' and in ')}`,
      remedy: 'give graphShape, the shape of one input without the batch, for example [3, 224, 224]',
    })
  );
}

/** The shape of one input, and whether the graph takes one without an axis for the batch. */
export interface Sizes {
  readonly sizes: readonly number[];
  readonly batch: Dimension;
  readonly alone: boolean;
}

/** Values of the largest input that one example may have. */
const MOST_VALUES = 2 ** 28;

/**
 * Fills sizes and an unknown number of axes from `graphShape`, or from the shape of the images.
 *
 * @throws FragilityError `engine/ports` where they are left open, several shapes fit, or the ones given do not.
 */
export function sizesOf(graph: Graph, port: Port, known: KnownSizes): Sizes {
  const found = filled(graph, port, known);
  if (sizeOf(found.sizes) > MOST_VALUES)
    fail({
      given: `'${port.name}' takes [${found.sizes.join(', ')}] for one example`,
      expected: `at most ${MOST_VALUES} values`,
      remedy: 'the file is damaged: export the model again',
    });
  return found;
}

function filled(graph: Graph, port: Port, { graphShape, imageShape }: KnownSizes): Sizes {
  const { shape } = port;
  const one = graphShape ?? imageShape;
  const whole = shape.every((size) => typeof size === 'number') ? (shape as readonly number[]) : undefined;
  const [batch = 'batch', ...rest] = shape;
  const asBatch = sizeOf(rest.map((size) => (typeof size === 'number' ? size : 1)));
  if (whole && one && whole.length > 0 && sizeOf(whole) === sizeOf(one) && asBatch !== sizeOf(one))
    return { sizes: whole, batch: 1, alone: true };
  if (graphShape) {
    if (shape.length > 0 && !fits(graphShape, rest))
      fail({ given: `graphShape is ${shown(graphShape)}, the model takes ${shown(rest)}`, remedy: 'make them agree' });
    return { sizes: graphShape, batch, alone: false };
  }
  if (shape.length > 0 && rest.every((size) => typeof size === 'number')) return { sizes: rest, batch, alone: false };
  if (!imageShape)
    fail({
      given: `the model leaves sizes open: '${port.name}' ${shown(shape)}`,
      remedy: 'give graphShape, the shape of one input without the batch, for example [3, 224, 224]',
    });
  return { sizes: guessed(graph, port, shape.length > 0 ? rest : undefined, imageShape!), batch, alone: false };
}
