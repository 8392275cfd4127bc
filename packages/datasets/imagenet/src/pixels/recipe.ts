import { z } from 'zod';
import type { Fail } from '@fragility/dataset/files';
import { INTERPOLATIONS, type Axis, type Interpolation } from './interpolation.js';

/** From an image of any size to one of a fixed size: keep a central share, resize, crop the centre. */
export interface Recipe {
  readonly centralFraction: number;
  readonly resize: { readonly shortSide: number } | { readonly exact: readonly number[] };
  readonly crop?: number | undefined;
  readonly interpolation: Interpolation;
}

const pixels = z.int().positive().max(4096);

/** The parameters that say how images are brought to one size. */
export const recipeParams = {
  preprocess: z
    .union([
      z.enum(['torchvision', 'tf-slim', 'keras']),
      z.strictObject({
        centralFraction: z.number().positive().max(1).default(1).describe('share of each side kept before resizing'),
        resize: z
          .union([
            z.strictObject({ shortSide: pixels.describe('length of the shorter side, in pixels') }),
            z.strictObject({ exact: z.array(pixels).length(2).describe('[height, width] in pixels') }),
          ])
          .describe('what to resize to: the shorter side, or both whatever the proportions'),
        crop: pixels.optional().describe('side of the square cut from the centre; needed with shortSide'),
        interpolation: z.enum(INTERPOLATIONS).default('bilinear').describe('filter, as in PIL or TensorFlow 1'),
      }),
    ])
    .default('torchvision')
    .describe('how images are brought to one size: the recipe of a model zoo, or your own'),
  size: pixels.default(224).describe('side of the images that a named recipe makes, in pixels'),
};

type Given = z.output<typeof recipeParams.preprocess>;

/**
 * The recipe that the parameters stand for.
 *
 *     torchvision   short side size/0.875, centre crop, bilinear     (256 and 224)
 *     tf-slim       central 87.5 %, both sides to size, tf-bilinear
 *     keras         both sides to size, nearest                      (load_img)
 *
 * @throws FragilityError `…/crop` for a crop that is missing or larger than what is resized to.
 * @example
 * const fail = (message: unknown): never => { throw new Error(String(message)); };
 * recipeOf('keras', 224, fail).resize; // { exact: [224, 224] }
 */
export function recipeOf(given: Given, size: number, fail: Fail): Recipe {
  const exact = { exact: [size, size] };
  if (given === 'torchvision')
    return {
      centralFraction: 1,
      resize: { shortSide: Math.round(size / 0.875) },
      crop: size,
      interpolation: 'bilinear',
    };
  if (given === 'tf-slim') return { centralFraction: 0.875, resize: exact, interpolation: 'tf-bilinear' };
  if (given === 'keras') return { centralFraction: 1, resize: exact, interpolation: 'nearest' };
  const { resize, crop } = given;
  if ('shortSide' in resize && crop === undefined)
    fail(
      {
        given: 'resize.shortSide without crop gives images of many shapes',
        expected: 'one',
        remedy: 'add crop or use exact',
      },
      'crop',
    );
  const least = 'shortSide' in resize ? resize.shortSide : Math.min(...resize.exact);
  if (crop !== undefined && crop > least)
    fail(
      {
        given: `crop ${crop} is larger than the ${least} that images are resized to`,
        remedy: 'crop less or resize to more',
      },
      'crop',
    );
  return given;
}

/**
 * Shape `[height, width, 3]` of what a recipe makes.
 *
 * @example shapeOf({ centralFraction: 1, resize: { exact: [224, 256] }, interpolation: 'nearest' }); // [224, 256, 3]
 */
export function shapeOf({ resize, crop }: Recipe): readonly [number, number, number] {
  if (crop !== undefined) return [crop, crop, 3];
  const [height, width] = (resize as { exact: readonly number[] }).exact;
  return [height!, width!, 3];
}

/** Rounds halves to the even neighbour, as Python does. */
function roundEven(x: number): number {
  const low = Math.floor(x);
  return x - low === 0.5 ? low + (low % 2) : Math.round(x);
}

/**
 * What a recipe does to the rows and columns of an image.
 *
 * Source: torchvision.transforms.functional, `resize` and `center_crop`; TensorFlow, `tf.image.central_crop`.
 *
 * @example
 * const recipe = { centralFraction: 1, resize: { shortSide: 256 }, crop: 224, interpolation: 'bilinear' } as const;
 * axesOf(recipe, 375, 500).columns; // { offset: 0, length: 500, to: 341, start: 58, count: 224 }
 */
export function axesOf(recipe: Recipe, height: number, width: number): { readonly rows: Axis; readonly columns: Axis } {
  const { centralFraction, resize, crop } = recipe;
  const inner = (length: number): { offset: number; length: number } => {
    const offset = Math.trunc((length - length * centralFraction) / 2);
    return { offset, length: length - 2 * offset };
  };
  const [down, across] = [inner(height), inner(width)];
  const short = Math.min(down.length, across.length);
  const axis = (own: typeof down, exact: number): Axis => {
    const to = 'exact' in resize ? exact : Math.trunc((resize.shortSide * own.length) / short);
    const count = crop ?? to;
    return { ...own, to, start: roundEven((to - count) / 2), count };
  };
  const [rows, columns] = 'exact' in resize ? resize.exact : [0, 0];
  return { rows: axis(down, rows!), columns: axis(across, columns!) };
}
