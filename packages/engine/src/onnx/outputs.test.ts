import { describe, expect, it } from '@jest/globals';
import type { Rewritten } from '@fragility/model';
import { onnxClassifier } from '../import/classifier.js';
import { data, difference } from '../testing/networks.js';
import { encode } from './codec.js';
import { externalFiles } from './tensors/external.js';
import { readModel } from './model.js';
import { writePort } from './port.js';
import type { Init } from './schema.js';

const node = (opType: string, input: string[], output: string, more: Init<'NodeProto'> = {}): Init<'NodeProto'> => ({
  name: output,
  opType,
  input,
  output: [output],
  ...more,
});

const port = (name: string): Init<'ValueInfoProto'> => writePort({ name, type: 'float32', shape: ['n', 2] });

/** Logits x + 1, and another output that needs what is given. */
function file(
  other: readonly Init<'NodeProto'>[],
  weights: readonly Init<'TensorProto'>[] = [],
  more = ['z'],
): Uint8Array {
  return encode('ModelProto', {
    irVersion: 8n,
    opsetImport: [
      { domain: '', version: 17n },
      { domain: 'own', version: 1n },
    ],
    graph: {
      name: 'two',
      input: [port('x'), ...(more.length > 1 ? [port('mask')] : [])],
      output: [port('y'), port('z')],
      initializer: [{ name: 'one', dataType: 1, dims: [], floatData: [1] }, ...weights],
      node: [node('Add', ['x', 'one'], 'y'), ...other],
    },
  });
}

const elsewhere = (name: string): Init<'TensorProto'> => ({
  name,
  dataType: 1,
  dims: [2n],
  dataLocation: 1,
  externalData: [{ key: 'location', value: 'absent.bin' }],
});

const inputs = data(3, 2);

describe('only what the chosen output needs is read', () => {
  it.each<[string, Uint8Array]>([
    ['an operator that nobody knows', file([node('Odd', ['x'], 'z', { domain: 'own' })])],
    ['an operator that loads nowhere', file([node('ImageDecoder', ['x'], 'z')])],
    ['weights in a file that is missing', file([node('Mul', ['x', 'far'], 'z')], [elsewhere('far')])],
    [
      'weights of a type that is not held',
      file([node('Mul', ['x', 'c'], 'z')], [{ name: 'c', dataType: 14, dims: [] }]),
    ],
    [
      'an attribute of a kind that is not held',
      file([node('Add', ['x', 'x'], 'z', { attribute: [{ name: 'sparse', type: 11 }] })]),
    ],
    ['a second input', file([node('Mul', ['x', 'mask'], 'z')], [], ['z', 'mask'])],
    [
      'Dropout that drops values at random',
      file([node('Dropout', ['x', 'one', 'yes'], 'z')], [{ name: 'yes', dataType: 9, dims: [], int32Data: [1] }]),
    ],
  ])('%s does not hinder another output', async (_, bytes) => {
    const model = await onnxClassifier(bytes, { output: 'y' });
    expect(
      difference(
        (await model.logits(inputs)).data,
        inputs.data.map((x) => x + 1),
      ),
    ).toBeLessThan(1e-7);
    expect(model.facts!['rewrites'] as Rewritten[]).toContainEqual({
      rewrite: 'nodes of other outputs left unread',
      nodes: ['z'],
    });
    await model.dispose?.();
    await expect(onnxClassifier(bytes, { output: 'z' })).rejects.toMatchObject({
      code: expect.stringMatching(/^engine/),
    });
  });

  it('is missed where the output needs it', async () => {
    const bytes = file([node('Mul', ['x', 'far'], 'z')], [elsewhere('far')]);
    expect(externalFiles(bytes)).toEqual(['absent.bin']);
    await expect(onnxClassifier(bytes, { output: 'z' })).rejects.toMatchObject({
      code: 'engine/external-data',
      message: expect.stringContaining("'far' lies in 'absent.bin', which is missing"),
    });
  });

  it('is read where a branch needs it', () => {
    const branch = { name: 'b', node: [node('Mul', ['x', 'inner'], 'made')], output: [port('made')] };
    const attribute = ['then_branch', 'else_branch'].map((name) => ({ name, type: 5, g: branch }));
    const { graph } = readModel(
      file(
        [node('If', ['yes'], 'z', { attribute })],
        [
          { name: 'yes', dataType: 9, dims: [], int32Data: [1] },
          { name: 'inner', dataType: 1, dims: [], floatData: [2] },
        ],
      ),
      { output: 'z' },
    );
    expect([...graph.constants.keys()].toSorted()).toEqual(['inner', 'yes']);
  });
});

describe('types of outputs', () => {
  const model = (output: Init<'ValueInfoProto'>): Uint8Array =>
    encode('ModelProto', {
      irVersion: 8n,
      opsetImport: [{ domain: '', version: 17n }],
      graph: { name: 'open', input: [port('x')], output: [output], node: [node('Neg', ['x'], 'y')] },
    });

  it('that are left open are found', async () => {
    const found = await onnxClassifier(model({ name: 'y' }));
    const wanted = inputs.data.map((x) => -x);
    expect(difference((await found.logits(inputs)).data, wanted)).toBeLessThan(1e-6);
    await found.dispose?.();
  });

  it('that are none of tensors are refused', async () => {
    await expect(onnxClassifier(model({ name: 'y', type: {} }))).rejects.toThrow("'y' is not a tensor");
  });
});

describe('weights in a file beside the model', () => {
  const entry = (key: string, value: string) => ({ key, value });
  const read = (content: Uint8Array, ...more: Init<'StringStringEntryProto'>[]) => {
    const data = [entry('location', 'w.data'), ...more];
    const weight = { name: 'far', dataType: 1, dims: [2n], dataLocation: 1, externalData: data };
    const bytes = file([node('Mul', ['x', 'far'], 'z')], [weight]);
    return readModel(bytes, { output: 'z', externalData: new Map([['w.data', content]]) });
  };
  const values = new Uint8Array(Float32Array.of(7, 8, 9, 10).buffer);

  it('end where the values do, where a place but no length is given', () => {
    expect(read(values, entry('offset', '4')).graph.constants.get('far')!.data).toEqual(Float32Array.of(8, 9));
  });

  it.each<[string, Uint8Array, Init<'StringStringEntryProto'>[], RegExp]>([
    [
      'another size',
      values,
      [],
      /'far' takes bytes 0 to 16 of 'w\.data', which has 16, expected 8 bytes for shape \[2\]/,
    ],
    [
      'its end missing',
      values,
      [entry('offset', '12')],
      /takes bytes 12 to 20 of 'w\.data', which has 16; it is cut off/,
    ],
    [
      'a pointer to it',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'),
      [entry('offset', '40'), entry('length', '8')],
      /'far' lies in 'w\.data', which holds no weights but is a Git LFS pointer/,
    ],
  ])('of %s: is named', (_, content, more, message) => {
    expect(() => read(content, ...more)).toThrow(message);
  });
});
