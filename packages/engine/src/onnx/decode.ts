import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import { decode } from './codec.js';
import type { Decoded } from './schema.js';
import { strangeFile } from './strange.js';

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' });
};

/** The messages of an ONNX file that holds a graph. */
export type DecodedModel = Decoded<'ModelProto'> & { readonly graph: Decoded<'GraphProto'> };

/**
 * Decodes an ONNX file.
 *
 * @throws FragilityError `engine/onnx`, saying what the bytes are where they are something else.
 */
export function decodeModel(bytes: Uint8Array): DecodedModel {
  const strange = strangeFile(bytes);
  if (strange) fail(`its ${bytes.length} bytes are not an ONNX file but ${strange}`);
  const model = decode('ModelProto', bytes);
  if (!model.graph || model.graph.node.length === 0)
    fail({ given: `${bytes.length} bytes hold no ONNX graph`, remedy: 'pass an unabridged .onnx file' });
  if (model.opsetImport.length === 0)
    fail({
      given: `${bytes.length} bytes name no operator set, as cut-off files do`,
      remedy: 'pass an unabridged .onnx file',
    });
  return model as DecodedModel;
}
