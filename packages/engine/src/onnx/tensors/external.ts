import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import { decodeModel } from '../decode.js';
import type { Decoded } from '../schema.js';
import { strangeContent } from '../strange.js';

/** Contents of the files that a model's weights lie in, by the location that the model gives: `model.onnx.data`. */
export type ExternalData = ReadonlyMap<string, Uint8Array>;

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/external-data', kind: 'input' });
};

/** Whether a tensor lies in a file beside the model's. */
const isExternal = ({ dataLocation }: Decoded<'TensorProto'>): boolean => dataLocation === 1;

const entryOf = ({ name, externalData }: Decoded<'TensorProto'>, key: string): string | undefined => {
  const value = externalData.find((entry) => entry.key === key)?.value;
  if (key === 'location' && !value)
    return fail({
      given: `'${name}' lies outside of the model's file and no location is given`,
      remedy: 'save the model again',
    });
  return value;
};

/** Raw data of a tensor of so many bytes, from the model's own file or from one beside it; where no length is given, those from its offset on. */
export function rawDataOf(tensor: Decoded<'TensorProto'>, files: ExternalData, needed: number): Uint8Array {
  if (!isExternal(tensor)) return tensor.rawData;
  const location = entryOf(tensor, 'location')!;
  const file =
    files.get(location) ??
    fail({
      given: `'${tensor.name}' lies in '${location}', which is missing`,
      remedy: `put that file beside the model's, or save the model as one file`,
    });
  const [from, size] = [entryOf(tensor, 'offset'), entryOf(tensor, 'length')];
  const offset = Number(from ?? 0);
  const length = Number(size ?? (from === undefined ? file.length : needed));
  const isWithin = [offset, length].every((each) => Number.isSafeInteger(each) && each >= 0);
  if (isWithin && offset + length <= file.length && length === needed) return file.subarray(offset, offset + length);
  const strange = strangeContent(file);
  if (strange) return fail(`'${tensor.name}' lies in '${location}', which holds no weights but is ${strange}`);
  const dims = tensor.dims.join(', ');
  return fail({
    given: `'${tensor.name}' takes bytes ${offset} to ${offset + length} of '${location}', which has ${file.length}`,
    ...(length === needed ? {} : { expected: `${needed} bytes for shape [${dims}]` }),
    remedy: `it is cut off or another model's: copy it again`,
  });
}

const tensorsOf = (nodes: readonly Decoded<'NodeProto'>[]): Decoded<'TensorProto'>[] =>
  nodes.flatMap(({ attribute }) =>
    attribute.flatMap(({ t, g }) => [...(t ? [t] : []), ...(g ? [...g.initializer, ...tensorsOf(g.node)] : [])]),
  );

/**
 * Locations of the files beside a model's own that its weights lie in, in the order of their names; none for a model in one file.
 *
 * @throws FragilityError `engine/onnx` when the bytes are no ONNX file, `engine/external-data` when a weight says that it lies elsewhere and not where.
 * @example externalFiles(saveOnnx(layers)); // []
 */
export function externalFiles(bytes: Uint8Array): string[] {
  const { graph, functions } = decodeModel(bytes);
  const nodes = [...graph.node, ...functions.flatMap(({ node }) => node)];
  const tensors = [...graph.initializer, ...tensorsOf(nodes)].filter(isExternal);
  return [...new Set(tensors.map((tensor) => entryOf(tensor, 'location')!))].toSorted();
}
