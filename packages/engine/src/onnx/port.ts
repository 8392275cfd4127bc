import { FragilityError } from '@fragility/numerics';
import type { Port } from '../graph/graph.js';
import { elementCode, elementName } from './tensors/element.js';
import type { Decoded, Init } from './schema.js';

/** An input or output as a file holds it. */
export const writePort = ({ name, type, shape }: Port): Init<'ValueInfoProto'> => ({
  name,
  type: {
    tensorType: {
      elemType: elementCode(type),
      shape: { dim: shape.map((size) => (typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size })) },
    },
  },
});

/** An input or output of a file; sizes that it leaves open (0, −1, no number) get names, and an unknown number of axes is an empty shape. */
export function readPort({ name, type }: Decoded<'ValueInfoProto'>): Port {
  const tensor = type?.tensorType;
  if (!tensor) {
    throw new FragilityError(
      { given: `'${name}' is not a tensor`, expected: 'one', remedy: 'export a model of tensors' },
      { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' },
    );
  }
  const size = (dim: Decoded<'TensorShapeProtoDimension'>, k: number): number | string =>
    dim.dimParam || (dim.dimValue > 0n ? Number(dim.dimValue) : `${name}_${k}`);
  return { name, type: elementName(tensor.elemType, name), shape: tensor.shape?.dim.map(size) ?? [] };
}
