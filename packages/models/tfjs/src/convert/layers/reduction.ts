import { flagOf } from '../../layers-model/layer.js';
import { PLAIN } from '../emitter.js';
import { axesOf } from './axes.js';
import type { LayerRule } from './rule.js';
import { refuse } from './rule.js';

/** A reduction of each example over some axes. */
const over =
  (op: 'ReduceMax' | 'ReduceMean' | 'ReduceMin' | 'ReduceSum'): LayerRule =>
  (step, [value], e) => {
    if ((step.config['axis'] ?? null) === null) refuse(step, 'takes all examples together');
    const { name, shape } = e.plain(value!);
    const axes = axesOf(step, shape);
    const kept = flagOf(step, 'keepdims', false);
    const keepdims = kept ? 1 : 0;
    const made =
      op === 'ReduceSum'
        ? e.emit(step, op, [name, e.integers(axes)], { keepdims })
        : e.emit(step, op, [name], { axes, keepdims });
    const sizes = shape.map((size, k) => (axes.includes(k + 1) ? 1 : size));
    return { name: made, shape: kept ? sizes : sizes.filter((_, k) => !axes.includes(k + 1)), layout: PLAIN };
  };

/** Functions of Keras that reduce a value, called like layers. */
export const reductions: Readonly<Record<string, LayerRule>> = {
  Max: over('ReduceMax'),
  Mean: over('ReduceMean'),
  Min: over('ReduceMin'),
  Sum: over('ReduceSum'),
};
