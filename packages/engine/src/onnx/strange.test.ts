import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { network } from '../testing/networks.js';
import { saveOnnx } from '../dense/file.js';
import { readModel } from './model.js';
import { strangeFile } from './strange.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const zip = (name: string): string => `PK\u0003\u0004\u0014\u0000${'x'.repeat(24)}${name}`;

describe('strangeFile', () => {
  it.each([
    ['', /^empty/],
    ['\0'.repeat(5000), /zeros at its start, as unfinished downloads/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1\n', /Git LFS pointer.*git lfs pull/],
    ['\n <!DOCTYPE html><html>', /web page/],
    ['<HTML>', /web page/],
    ['<?xml version="1.0"?><net>', /OpenVINO/],
    ['{"format": "layers-model"}', /TensorFlow\.js model is read by `use: tfjs`/],
    [zip('archive/data.pkl'), /PyTorch file/],
    [zip('net/data.pkl PK net/constants.pkl'), /TorchScript/],
    [zip('net/models/model.json serialized_exported_program.json'), /PyTorch program/],
    [zip('metadata.json config.json model.weights.h5'), /archive of Keras 3.*model\.export/],
    [zip('resnet/model.onnx'), /zip archive with an ONNX file/],
    [zip('arr_0.npy'), /NumPy archive/],
    [zip('readme'), /zip archive; unpack/],
    ['\u0080\u0002}q\u0000', /Python pickle/],
    ['\u0089HDF\r\n\u001a\n', /HDF5.*\.h5; load it in Keras 3.*weights alone.*load_weights first/],
    ['\u0010\0\0\0\0\0\0\0{"weight":{', /safetensors/],
    ['\u001c\0\0\0TFL3', /TensorFlow Lite/],
    ['\u0020\0\0\0ORTM', /ONNX Runtime's own format/],
    ['\u0093NUMPY\u0001', /NumPy array/],
    [`name${'\0'.repeat(253)}ustar`, /tar archive/],
    ['\u0089PNG\r\n', /image/],
  ])('names %j', (text, what) => expect(strangeFile(bytes(text))).toMatch(what));

  it('lets models pass, and readModel says what others are', () => {
    const model = saveOnnx(network([3, 2], { kind: 'relu' }));
    expect(strangeFile(model)).toBeUndefined();
    expect(() => readModel(gzipSync(model))).toThrow(/bytes are not an ONNX file but compressed by gzip; unpack it/);
    for (const end of [40, model.length - 3])
      expect(() => readModel(model.subarray(0, end))).toThrow(/pass an unabridged \.onnx file/);
  });
});
