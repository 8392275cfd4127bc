import { isObject } from './json.js';

/** Whose meaning a layers-model has: names like `hard_sigmoid` say different things in TensorFlow.js and in Keras 2 and 3. */
export type Dialect = 'tfjs' | 'keras2' | 'keras3';

/** Marks that only Keras 3 leaves in a file. */
const MARKS = new Set(['__keras_tensor__', 'DTypePolicy']);

const isMarked = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(isMarked);
  if (!isObject(value)) return false;
  return MARKS.has(String(value['class_name'])) || 'batch_shape' in value || Object.values(value).some(isMarked);
};

/** The dialect of a `modelTopology`: what `keras_version` says, else what the format looks like. */
export function dialectOf(topology: unknown): Dialect {
  const version = isObject(topology) ? topology['keras_version'] : undefined;
  if (typeof version === 'string') {
    const major = Number.parseInt(version, 10);
    return Number.isNaN(major) ? 'tfjs' : major >= 3 ? 'keras3' : 'keras2';
  }
  return isMarked(topology) ? 'keras3' : 'tfjs';
}
