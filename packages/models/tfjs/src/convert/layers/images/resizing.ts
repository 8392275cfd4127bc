import { channelsLast, flagOf, numberOf, pairOf, textOf } from '../../../layers-model/layer.js';
import type { Emitter, Value } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from '../rule.js';

type Attributes = Readonly<Record<string, string>>;

const CORNERS: Attributes = { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
const MIDDLES: Attributes = { coordinate_transformation_mode: 'half_pixel', nearest_mode: 'round_prefer_ceil' };

/** How ONNX calls an interpolation; `middles`: output place i samples at (i + ½)/size − ½ of the input, not at i/size. */
function modeOf(step: Step, standard: string, middles: boolean): Attributes {
  const name = textOf(step, 'interpolation', standard);
  if (name === 'nearest') return { mode: 'nearest', ...(middles ? MIDDLES : CORNERS) };
  if (name === 'bilinear') return { mode: 'linear', ...(middles ? MIDDLES : CORNERS) };
  return refuse(step, `resizes by '${name}'`);
}

function resized(
  step: Step,
  value: Value,
  factors: (size: readonly [number, number]) => number[],
  mode: Attributes,
  e: Emitter,
): Value {
  if (e.precision === 'float64') refuse(step, 'resizes in float64');
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value, e, last);
  const scales = factors([rows, columns]);
  const made = e.emit(step, 'Resize', [name, '', e.floats([1, 1, ...scales], [4])], mode);
  return imageOf(made, last, [Math.round(rows * scales[0]!), Math.round(columns * scales[1]!)], channels);
}

/** Repeated rows and columns; TensorFlow.js samples at corners, Keras a bilinear one at the middle of pixels. */
const upSampling2d: LayerRule = (step, [value], e) => {
  const bilinear = textOf(step, 'interpolation', 'nearest') !== 'nearest';
  const mode = modeOf(step, 'nearest', bilinear && flagOf(step, 'half_pixel_centers', false));
  return resized(step, value!, () => pairOf(step, 'size', [2, 2]), mode, e);
};

/** To a size, without regard to the ratio of the sides; nothing where the image has the size. */
const resizing: LayerRule = (step, [value], e) => {
  const last = channelsLast(step);
  const [rows, columns] = last ? value!.shape : value!.shape.slice(1);
  const [height, width] = [numberOf(step, 'height'), numberOf(step, 'width')];
  if (rows === height && columns === width) return value!;
  for (const key of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias'])
    if (flagOf(step, key, false)) refuse(step, `has ${key}`);
  const factors = ([from, across]: readonly [number, number]): number[] => [height / from, width / across];
  return resized(step, value!, factors, modeOf(step, 'bilinear', true), e);
};

export const resizings: Readonly<Record<string, LayerRule>> = { Resizing: resizing, UpSampling2D: upSampling2d };
