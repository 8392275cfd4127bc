import { FragilityError } from '@fragility/numerics';
import type { Port } from '../graph/graph.js';
import { elementCode, elementName } from './tensors/element.js';
import type { Decoded, Init } from './schema.js';

/** An input or output as a file holds it. */
export const writePort = ({ name, type, shape, inferred }: Port): Init<'ValueInfoProto'> => ({
  name,
  ...(inferred
    ? {}
    : {
        type: {
          tensorType: {
            elemType: elementCode(type),
            shape: {
              dim: shape.map((size) => (typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size })),
            },
          },
        },
      }),
});

const isTensor = ({ type }: Decoded<'ValueInfoProto'>): boolean => type?.tensorType !== undefined;

/**
 * Refuses models whose inputs and outputs are no tensors, but sequences or maps.
 *
 * @throws FragilityError `engine/onnx` naming one.
 */
export function checkPorts({ input, output, initializer }: Decoded<'GraphProto'>): void {
  const constants = new Set(initializer.map(({ name }) => name));
  const strange =
    input.find((port) => !constants.has(port.name) && !isTensor(port)) ??
    output.find((port) => port.type && !isTensor(port));
  if (strange)
    throw new FragilityError(
      { given: `'${strange.name}' is not a tensor`, expected: 'one', remedy: 'export a model of tensors' },
      { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' },
    );
}

/**
 * An input or output of a graph, or of a branch or a loop's body; sizes that are left open (0, −1, no number) get names, and an unknown
 * number of axes is an empty shape.
 */
export function readPort({ name, type }: Decoded<'ValueInfoProto'>): Port {
  const tensor = type?.tensorType;
  if (!tensor) return { name, type: 'float32', shape: [], inferred: true };
  const size = (dim: Decoded<'TensorShapeProtoDimension'>, k: number): number | string =>
    dim.dimParam || (dim.dimValue > 0n ? Number(dim.dimValue) : `${name}_${k}`);
  return { name, type: elementName(tensor.elemType, name), shape: tensor.shape?.dim.map(size) ?? [] };
}
