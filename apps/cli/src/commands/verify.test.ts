import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { GraphBuilder, saveOnnx, writeModel } from '@fragility/engine';
import { fragility } from '../testing/command.js';
import { folder } from '../testing/folder.js';

/** y = (max(0, x), x). */
const MODEL = saveOnnx([
  { inputs: 1, outputs: 1, weight: Float64Array.of(1), bias: Float64Array.of(0), activation: { kind: 'relu' } },
  {
    inputs: 1,
    outputs: 2,
    weight: Float64Array.of(1, 2),
    bias: Float64Array.of(0, 0.5),
    activation: { kind: 'identity' },
  },
]);

const property = (asserted: string): string => `(declare-const X_0 Real)
(declare-const Y_0 Real)
(declare-const Y_1 Real)
(assert (<= X_0 0.5)) (assert (>= X_0 0.25))
${asserted}`;

function given(asserted: string | Uint8Array, model: string | Uint8Array = MODEL): [string, string] {
  const [net, file] = [join(folder(), 'net.onnx'), join(folder(), 'p.vnnlib')];
  writeFileSync(net, model);
  writeFileSync(file, typeof asserted === 'string' ? property(asserted) : asserted);
  return [net, file];
}

it('prints a verdict, with a witness in the format of VNN-COMP, of plain files and gzip', async () => {
  expect(await fragility('verify', ...given('(assert (>= Y_0 0.5))'))).toEqual({
    code: 0,
    stdout: 'sat\n((X_0 0.5)\n (Y_0 0.5)\n (Y_1 1.5))\n',
    stderr: '',
  });
  const packed = gzipSync(property('(assert (>= Y_0 0.51))'));
  expect(await fragility('verify', ...given(packed), '--timeout', '30')).toEqual({
    code: 0,
    stdout: 'unsat\n',
    stderr: '',
  });
});

it('prints JSON, and ends with 3 where the answer stays open', async () => {
  const b = new GraphBuilder('sine');
  b.input({ name: 'x', type: 'float32', shape: ['batch', 1] });
  const row = b.constant({ type: 'float32', shape: [1, 2], data: Float32Array.of(1, 1) });
  b.output({ name: b.node('MatMul', [b.node('Sin', ['x']), row]), type: 'float32', shape: ['batch', 2] });
  const { code, stdout, stderr } = await fragility(
    'verify',
    ...given('(assert (>= Y_0 2))', writeModel(b.build())),
    '--json',
  );
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unknown', witness: null, boxes: 0, proven: 0 });
  expect(stderr).toMatch(/^unknown: no bounds: operator Sin/);
});

it.each([
  ['(assert (xor (<= Y_0 1) (<= Y_1 1)))', undefined, /p\.vnnlib:5:10 'xor' is not understood; supported are/],
  ['(declare-const Y_2 Real)(assert (<= Y_2 1))', undefined, /declares 3 outputs, expected the 2 of the model/],
  ['(assert (<= Y_0 1))', 'no model', /net\.onnx: .*/],
])('refuses %s in one line, with exit code 2', async (asserted, model, message) => {
  const { code, stdout, stderr } = await fragility('verify', ...given(asserted, model ?? MODEL));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim()).not.toContain('\n');
});

it('refuses missing files and flags that make no sense', async () => {
  const [net, file] = given('(assert (<= Y_0 1))');
  for (const [words, message] of [
    [[`${net}x`, file], /does not exist/],
    [[net, `${file}x`], /does not exist, expected a VNN-LIB file/],
    [[net], /missing required argument 'property'/],
    [[net, file, '--timeout', '0'], /expected seconds above 0/],
    [[net, file, '--engine', 'gpu'], /engine is 'gpu', expected auto, native, wasm/],
  ] as const)
    expect(await fragility('verify', ...words)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
});
