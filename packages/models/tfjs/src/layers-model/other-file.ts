/** What a file is that is given for a model.json, and what makes it one. */
export interface OtherFile {
  readonly what: string;
  readonly remedy: string;
}

/** Bytes of a file's start that tell what it is, and of its end, where archives list what they hold. */
const START = 1 << 12;
const END = 1 << 16;

/** One letter for each byte. */
const letters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

const convert = (what: string, options: string): OtherFile => ({
  what,
  remedy: `write it for TensorFlow.js, tensorflowjs_converter ${options} FILE FOLDER, or in Keras 3 as ONNX, after a first call of the model: model.export("model.onnx", format="onnx"), and use: onnx`,
});

/** Files of `save_weights` hold no model: neither the converter nor `load_model` can read them alone. */
const WEIGHTS = '; where it holds weights alone, build its model in Keras and load_weights first';

const keras = (what: string, options: string): OtherFile => {
  const { remedy } = convert(what, options);
  return { what, remedy: remedy + WEIGHTS };
};

const KINDS: readonly (readonly [RegExp | string, OtherFile])[] = [
  [/^\x89HDF\r\n/, keras('an HDF5 file, as Keras writes with the ending .h5', '--input_format=keras')],
  ['\u0008', { what: 'an ONNX file', remedy: 'read it with use: onnx' }],
  [/^version https:\/\/git-lfs/, { what: 'a Git LFS pointer, not the file itself', remedy: 'run `git lfs pull`' }],
  [
    /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|head|body|\?xml)/i,
    { what: 'a web page', remedy: 'get the file itself: the address leads to a page about it or asks to sign in' },
  ],
  ['\u001f\u008b', { what: 'compressed by gzip', remedy: 'unpack it with gunzip, and its shards too' }],
];

const KERAS = convert('an archive of Keras 3 (.keras)', '--input_format=keras_keras --output_format=tfjs_layers_model');
const ZIP: OtherFile = { what: 'a zip archive', remedy: 'unpack it and give the model.json in it' };

/**
 * What a file is that is no model.json, told by its content; undefined where it is nothing that is known.
 *
 * @example otherFile(Uint8Array.of(0x1f, 0x8b, 8))?.what; // 'compressed by gzip'
 */
export function otherFile(bytes: Uint8Array): OtherFile | undefined {
  const start = letters(bytes.subarray(0, START));
  if (start.startsWith('PK\u0003\u0004'))
    return /model\.weights\.h5|metadata\.json/.test(start + letters(bytes.subarray(-END))) ? KERAS : ZIP;
  return KINDS.find(([kind]) => (typeof kind === 'string' ? start.startsWith(kind) : kind.test(start)))?.[1];
}
