/** Bytes of a file's start and end that tell what it is. */
const ENDS = 1 << 16;

/** One letter for each byte. */
const letters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** How many of the first bytes are zero. */
const zeros = (bytes: Uint8Array): boolean => bytes.subarray(0, 4096).every((byte) => byte === 0);

const FROM_KERAS =
  'load it in Keras 3, call the model once and write it as ONNX: model.export("model.onnx", format="onnx"), or write it for TensorFlow.js (tensorflowjs_converter) and use: tfjs';

const WEIGHTS = 'where it holds weights alone, build its model in Keras and load_weights first';

/** Names of the files in a zip archive, as far as its ends tell. */
function archive(text: string): string {
  if (/serialized_exported_program|\.pt2\/|archive_format/.test(text))
    return 'a PyTorch program (.pt2); export it with torch.onnx.export';
  if (text.includes('constants.pkl')) return 'a TorchScript file; export the module with torch.onnx.export';
  if (text.includes('data.pkl')) return 'a PyTorch file; load it in Python and export it with torch.onnx.export';
  if (/model\.weights\.h5|metadata\.json/.test(text)) return `an archive of Keras 3 (.keras); ${FROM_KERAS}`;
  if (text.includes('.onnx')) return 'a zip archive with an ONNX file in it; unpack it';
  return text.includes('.npy')
    ? 'a NumPy archive (.npz), not a model; give the model that it belongs to'
    : 'a zip archive; unpack it and give the .onnx file';
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer, not the file itself; run `git lfs pull`'],
  [
    /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|head|body|script)/i,
    'a web page; the address leads to a page about the file or asks to sign in: get the file itself',
  ],
  [/^(?:\u00ef\u00bb\u00bf)?\s*<\?xml/i, 'XML; an OpenVINO model has to be exported as ONNX from where it came'],
  [
    /^(?:\u00ef\u00bb\u00bf)?\s*[[{]\s*["{[\]}]/,
    'JSON; a TensorFlow.js model is read by `use: tfjs`, others have to be exported as ONNX',
  ],
  [
    /^.{8}\{\s*"/s,
    'a safetensors file, which holds weights and no graph; load it in Python and export it with torch.onnx.export',
  ],
  [
    /^\x80[^ -\xff]/,
    'a Python pickle, as old PyTorch files and scikit-learn models are; load it in Python and export it with torch.onnx.export or skl2onnx',
  ],
  [/^\x89HDF\r\n/, `an HDF5 file, as Keras writes with the ending .h5; ${FROM_KERAS}; ${WEIGHTS}`],
  [/^.{4}TFL3/s, 'a TensorFlow Lite model; convert it with tf2onnx'],
  [/^.{4}ORTM/s, "a model in ONNX Runtime's own format (.ort); give the .onnx file that it was made from"],
  [/^\x93NUMPY/, 'a NumPy array (.npy), not a model; give the model that it belongs to'],
  [/^GGUF/, 'a GGUF file; export the model as ONNX from where it came'],
  [/^[^ -\xff]\x8b/, 'compressed by gzip; unpack it with gunzip'],
  [/^BZh/, 'compressed by bzip2; unpack it'],
  [/^\xfd7zXZ/, 'compressed by xz; unpack it'],
  [/^\x28\xb5\x2f\xfd/, 'compressed by zstd; unpack it'],
  [/^7z\xbc\xaf/, 'a 7z archive; unpack it and give the .onnx file'],
  [/^Rar!/, 'a RAR archive; unpack it and give the .onnx file'],
  [/^.{257}ustar/s, 'a tar archive; unpack it and give the .onnx file'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8/, 'an image, not a model'],
];

/** What a file is that holds neither a graph nor weights, with what to do, as far as its content tells. */
export function strangeContent(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'empty; get the file again';
  const start = letters(bytes.subarray(0, ENDS));
  if (start.startsWith('PK\u0003\u0004')) return archive(start + letters(bytes.subarray(-ENDS)));
  return kinds.find(([pattern]) => pattern.test(start))?.[1];
}

/**
 * What a file is that is called `.onnx` and is none, with what to do; undefined where it may be one.
 *
 * @param bytes the file, or as much of its start as there is
 * @example strangeFile(new TextEncoder().encode('<!doctype html>'))?.startsWith('a web page'); // true
 */
export function strangeFile(bytes: Uint8Array): string | undefined {
  if (bytes.length > 0 && zeros(bytes))
    return 'full of zeros at its start, as unfinished downloads are; get the file again';
  return strangeContent(bytes);
}
