import { fail } from '../error.js';
import type { Json } from './json.js';

/** Configuration of a layer. */
export type Config = Json;

/** One use of a layer; a shared layer has one for each use. */
export interface Layer {
  /** Name of the value that it gives: the layer's name, `name#2` for its second use, `name:2` for its second value. */
  readonly id: string;
  readonly name: string;
  /** Keras class: `Conv2D`. */
  readonly class: string;
  readonly config: Config;
  /** Ids of the layers whose values it takes. */
  readonly inputs: readonly string[];
  /** Which of its several values this is, where it is not the first: the state of an LSTM, the second part of a split. */
  readonly value?: number;
}

/** `layer 'conv1' (Conv2D)`, for messages. */
export const describe = ({ name, class: kind }: Layer): string => `layer '${name}' (${kind})`;

const wrong = (layer: Layer, key: string, expected: string): never =>
  fail('layer', {
    given: `${describe(layer)} has ${key} ${JSON.stringify(layer.config[key])}`,
    expected,
    remedy: 'correct model.json',
  });

/** A number of a layer's configuration. */
export function numberOf(layer: Layer, key: string, standard?: number): number {
  const value = layer.config[key] ?? standard;
  return typeof value === 'number' ? value : wrong(layer, key, 'a number');
}

/** A text of a layer's configuration. */
export function textOf(layer: Layer, key: string, standard: string): string {
  const value = layer.config[key] ?? standard;
  return typeof value === 'string' ? value : wrong(layer, key, 'a text');
}

/** Whether a flag of a layer's configuration is set. */
export const flagOf = (layer: Layer, key: string, standard: boolean): boolean =>
  (layer.config[key] ?? standard) === true;

/** Two sizes, one for each spatial axis; a single number stands for both. */
export function pairOf(layer: Layer, key: string, standard: readonly [number, number] = [1, 1]): [number, number] {
  const value = layer.config[key] ?? standard;
  if (typeof value === 'number') return [value, value];
  const whole = Array.isArray(value) && value.length <= 2 && value.every((each) => Number.isInteger(each) && each > 0);
  if (!whole || value.length === 0) return wrong(layer, key, 'one or two whole numbers ≥ 1');
  return [value[0] as number, (value[1] ?? value[0]) as number];
}

/** A list of whole numbers; null stands for a size that is not said, −1. */
export function sizesOf(layer: Layer, key: string): number[] {
  const value = layer.config[key];
  const sizes = Array.isArray(value) ? value.map((each: unknown) => each ?? -1) : [];
  return Array.isArray(value) && sizes.every(Number.isInteger)
    ? (sizes as number[])
    : wrong(layer, key, 'a list of whole numbers');
}

/** `hard_sigmoid` as `hardSigmoid`. */
export const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Name of an activation as TensorFlow.js writes it: `relu`, `hardSigmoid`; `linear` when there is none. One that is a layer of its own has
 * the name of its class, `LeakyReLU`.
 */
export function activationOf(layer: Layer, key = 'activation'): string {
  const value = layer.config[key] ?? 'linear';
  if (typeof value === 'string') return camel(value);
  const { class_name: name, config } = value as { class_name?: unknown; config?: unknown };
  const called = typeof config === 'string' ? `, '${config}'` : '';
  if (typeof name !== 'string' || name === 'function' || name === '__lambda__')
    fail(
      'layer',
      {
        given: `${describe(layer)} has an activation of its author's own${called}`,
        expected: 'one of Keras, which a file can hold',
        remedy: 'use one',
      },
      undefined,
      {
        name: layer.name,
        class: layer.class,
        lacks: "has an activation of its author's own",
      },
    );
  return camel(name);
}

/** Whether the layer's images are height × width × channels, as they are by default. */
export function channelsLast(layer: Layer): boolean {
  const format = camel(textOf(layer, 'data_format', 'channels_last'));
  if (format !== 'channelsLast' && format !== 'channelsFirst')
    wrong(layer, 'data_format', 'channels_last or channels_first');
  return format === 'channelsLast';
}
