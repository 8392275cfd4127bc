import { channelsLast, pairOf, textOf } from '../../layers-model/layer.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from './rule.js';

/** ONNX modes by what TensorFlow.js calls them; both put output place i at i/size of the input, corners not aligned. */
const MODES: Readonly<Record<string, string>> = { nearest: 'nearest', bilinear: 'linear' };

const upSampling2d: LayerRule = (step, [value], e) => {
  if (e.precision === 'float64') refuse(step, 'resizes in float64');
  const interpolation = textOf(step, 'interpolation', 'nearest');
  const mode = MODES[interpolation] ?? refuse(step, `resizes by '${interpolation}'`);
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const size = pairOf(step, 'size', [2, 2]);
  const inputs = [name, '', e.floats([1, 1, ...size], [4])];
  const attributes = { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  return imageOf(e.emit(step, 'Resize', inputs, attributes), last, [rows * size[0], columns * size[1]], channels);
};

export const upsamplings: Readonly<Record<string, LayerRule>> = { UpSampling2D: upSampling2d };
