import { fail } from '../error.js';
import { describe, type Layer } from '../layers-model/layer.js';

/** Places added around an image. */
export interface Border {
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** What a ZeroPadding2D adds, or a Cropping2D takes: one number, [rows, columns] or [[top, bottom], [left, right]]. */
export function borderOf(layer: Layer, key: 'padding' | 'cropping' = 'padding'): Border {
  const given = layer.config[key] ?? 1;
  const axes: unknown[] = Array.isArray(given) ? given : [given, given];
  const sides = axes.map((axis) => (Array.isArray(axis) ? axis : [axis, axis]) as unknown[]);
  if (sides.length !== 2 || !sides.every((side) => side.length === 2 && side.every(isWhole)))
    return fail('layer', {
      given: `${describe(layer)} has ${key} ${JSON.stringify(given)}`,
      expected: '[[top, bottom], [left, right]]',
      remedy: 'correct model.json',
    });
  const [[top, bottom], [left, right]] = sides as [[number, number], [number, number]];
  return { before: [top, left], after: [bottom, right] };
}
