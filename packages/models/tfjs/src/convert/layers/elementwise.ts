import { numberOf, textOf } from '../../layers-model/layer.js';
import type { Value } from '../emitter.js';
import { refuse, type LayerRule } from './rule.js';

const isFloat = (type: string): boolean => /^b?float(16|32|64)$/.test(type);

/** Numbers kept between two bounds, either of which may be missing. */
const clip: LayerRule = (step, [x], e): Value => {
  const bound = (key: string): string =>
    (step.config[key] ?? null) === null ? '' : e.floats([numberOf(step, key)], []);
  return { ...x!, name: e.emit(step, 'Clip', [x!.name, bound('x_min'), bound('x_max')]) };
};

/** Another type of floating-point numbers: nothing, for all of them are computed in one. */
const cast: LayerRule = (step, [x]) => {
  const type = textOf(step, 'dtype', 'float32');
  return isFloat(type) ? x! : refuse(step, `makes numbers of type ${type}`);
};

const power: LayerRule = (step, [x], e) => ({
  ...x!,
  name: e.emit(step, 'Pow', [x!.name, e.floats([numberOf(step, 'exponent')], [])]),
});

/** Functions of Keras of every value, called like layers. */
export const elementwise: Readonly<Record<string, LayerRule>> = { Cast: cast, Clip: clip, Power: power };
