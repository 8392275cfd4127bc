import { describe, expect, it } from '@jest/globals';
import { otherFile } from './other-file.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('otherFile', () => {
  it.each([
    [
      '\u0089HDF\r\n\u001a\n',
      /HDF5 file/,
      /tensorflowjs_converter --input_format=keras FILE FOLDER.*model\.export.*weights alone.*load_weights/,
    ],
    [`PK\u0003\u0004${' '.repeat(9000)}metadata.json config.json model.weights.h5`, /Keras 3/, /keras_keras/],
    ['PK\u0003\u0004 model.json', /^a zip archive/, /unpack/],
    ['\u0008\u0008\u0012\u0007pytorch', /ONNX/, /use: onnx/],
    ['version https://git-lfs.github.com/spec/v1', /Git LFS pointer/, /git lfs pull/],
    ['\u00ef\u00bb\u00bf\n<!DOCTYPE html>', /web page/, /itself/],
    ['\u001f\u008b\u0008', /gzip/, /gunzip/],
  ])('tells %j', (text, what, remedy) => {
    const found = otherFile(bytes(text))!;
    expect(found.what).toMatch(what);
    expect(found.remedy).toMatch(remedy);
  });

  it('says nothing of half a model.json', () => {
    expect(otherFile(bytes('{"modelTopology": {"class'))).toBeUndefined();
    expect(otherFile(new Uint8Array(0))).toBeUndefined();
  });
});
