import { GraphBuilder, type Attribute, type Precision } from '@fragility/engine';
import { fail } from '../error.js';
import { describe, type Layer } from '../layers-model/layer.js';
import type { Weights } from './weights.js';

/** How a value is stored in the graph, compared with what Keras says of it. */
export type Layout =
  /** As Keras has it. */
  | { readonly kind: 'plain' }
  /** An image [rows, columns, channels] stored as [channels, rows, columns]. */
  | { readonly kind: 'channels-first' }
  /** A flattened image whose values are stored in the order channels, rows, columns. */
  | { readonly kind: 'flat'; readonly image: readonly [number, number, number] };

/** A value of the graph that is being made; `shape` is Keras's, without the batch. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly layout: Layout;
}

export const PLAIN: Layout = { kind: 'plain' };
export const CHANNELS_FIRST: Layout = { kind: 'channels-first' };

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** What the conversion of a layer is written with. */
export interface Emitter {
  readonly precision: Precision;
  readonly weights: Weights;
  /** Adds a node that stands for (a part of) a layer. */
  emit(layer: Layer, op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** The parts of a value along an axis. */
  split(layer: Layer, input: string, sizes: readonly number[], axis: number): string[];
  floats(values: ArrayLike<number>, shape: readonly number[]): string;
  integers(values: readonly number[]): string;
  /** The value as Keras has it. */
  plain(value: Value): Value;
  /** The image [rows, columns, channels] with its channels first. */
  channelsFirst(layer: Layer, value: Value): Value;
}

/** Place of every Keras value of a flattened image in the order channels, rows, columns. */
export function stored([rows, columns, channels]: readonly [number, number, number]): Int32Array {
  return Int32Array.from({ length: rows * columns * channels }, (_, k) => {
    const place = Math.floor(k / channels);
    return (k % channels) * rows * columns + place;
  });
}

/** An emitter that appends to a builder. */
export function emitterFor(builder: GraphBuilder, precision: Precision, weights: Weights): Emitter {
  const counts = new Map<string, number>();
  const node = (
    stem: string,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string => {
    const key = `${stem}/${op}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return builder.node(op, inputs, attributes, count === 0 ? key : `${key}_${count + 1}`);
  };
  const wholes = new Map<string, string>();
  const integers = (values: readonly number[]): string => {
    const key = values.join();
    const made =
      wholes.get(key) ??
      builder.constant({ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    wholes.set(key, made);
    return made;
  };
  const reordered = new Map<string, Value>();
  const once = (key: string, make: () => Value): Value => {
    const value = reordered.get(key) ?? make();
    reordered.set(key, value);
    return value;
  };
  /** Moves axes; where all but one have a single place it is only a change of shape. */
  const moved = (name: string, from: readonly number[], perm: readonly number[]): string => {
    const trivial = from.slice(1).filter((size) => size !== 1).length <= 1;
    return trivial
      ? node(name, 'Reshape', [name, integers([-1, ...perm.slice(1).map((axis) => from[axis]!)])])
      : node(name, 'Transpose', [name], { perm });
  };

  const plain = (value: Value): Value => {
    if (value.layout.kind === 'plain') return value;
    const image = value.layout.kind === 'flat' ? value.layout.image : (value.shape as [number, number, number]);
    const [rows, columns, channels] = image;
    const flat = value.layout.kind === 'flat';
    return once(`plain ${value.name}`, () => {
      const box = flat
        ? node(value.name, 'Reshape', [value.name, integers([-1, channels, rows, columns])])
        : value.name;
      const name = moved(box, [-1, channels, rows, columns], [0, 2, 3, 1]);
      const back = flat ? node(name, 'Reshape', [name, integers([-1, rows * columns * channels])]) : name;
      return { name: back, shape: value.shape, layout: PLAIN };
    });
  };

  return {
    precision,
    weights,
    emit: (layer, op, inputs, attributes) => node(layer.id, op, inputs, attributes),
    split: (_, input, sizes, axis) =>
      sizes.length === 1 ? [input] : builder.nodeOf(sizes.length, 'Split', [input, integers(sizes)], { axis }),
    floats: (values, shape) =>
      builder.constant(
        precision === 'float64'
          ? { type: 'float64', shape, data: Float64Array.from(values) }
          : { type: 'float32', shape, data: Float32Array.from(values) },
      ),
    integers,
    plain,
    channelsFirst: (layer, value) => {
      const { shape, layout } = value;
      if (layout.kind === 'channels-first') return value;
      if (shape.length !== 3)
        fail('shape', {
          given: `${describe(layer)} gets values of shape [${shape.join(', ')}]`,
          expected: 'images [rows, columns, channels]',
          remedy: 'change the layer',
        });
      return once(`channels first ${value.name}`, () => ({
        name: moved(value.name, [-1, ...shape], [0, 3, 1, 2]),
        shape,
        layout: CHANNELS_FIRST,
      }));
    },
  };
}
