import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inMemory } from '@fragility/dataset';
import { GraphBuilder, writeModel } from '@fragility/engine';
import { buildModel, isDifferentiable, type Capability, type Offer } from '@fragility/model';
import { modelChecks } from '@fragility/model/conformance';
import { predictedClass, random, row } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { onnx } from './index.js';
import { readSource } from './source.js';

/** A small convolutional network that takes [3, 6, 6], and ends in softmax. */
function network(): Uint8Array {
  const stream = random('onnx');
  const b = new GraphBuilder('network');
  const w = (...shape: number[]): string => {
    const data = Float32Array.from({ length: shape.reduce((p, q) => p * q, 1) }, () => 0.4 * stream.normal());
    return b.constant({ type: 'float32', shape, data });
  };
  let x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 6, 6] });
  x = b.node('Relu', [b.node('Conv', [x, w(4, 3, 3, 3), w(4)], { strides: [2, 2], pads: [1, 1, 1, 1] })]);
  x = b.node('Gemm', [b.node('Flatten', [x]), w(36, 3)]);
  b.output({ name: b.node('Softmax', [x], { axis: -1 }), type: 'float32', shape: ['n', 3] });
  return writeModel(b.build());
}

const bytes = network();
const checksum = createHash('sha256').update(bytes).digest('hex');
const stream = random('images');
const inputs = { data: Float64Array.from({ length: 108 * 20 }, stream.uniform), shape: [20, 6, 6, 3] };
const dataset = inMemory(['a', 'b', 'c'], [0, 1], {
  test: { inputs, labels: Int32Array.from({ length: 20 }, (_, i) => i % 3) },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-onnx-'));
  await writeFile(join(folder, 'network.onnx'), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

const build = (params: object) => buildModel(onnx, params, { dataset, seed: 1, engine: 'native', folder });

describe('onnx', () => {
  it('keeps the contracts of plugins and models', async () => {
    expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
    const problem = {
      params: { path: 'network.onnx', mean: [0.4, 0.5, 0.6], std: 0.5 },
      dataset,
      context: { engine: 'native', folder },
      offers: 'gradients',
    } as const;
    expect((await runChecks(modelChecks(onnx, problem))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it('takes images as the dataset has them, reports its accuracy, and answers with logits', async () => {
    const model = await build({ path: 'network.onnx' });
    expect(isDifferentiable(model)).toBe(true);
    expect([model.inputShape, model.classes, model.bounds]).toEqual([[6, 6, 3], 3, [0, 1]]);
    expect(model.facts).toMatchObject({ file: 'network.onnx', 'softmax cut off': expect.stringMatching(/^softmax/) });
    const logits = await model.logits(inputs);
    const right = Array.from({ length: 20 }, (_, i) => predictedClass(row(logits, i)) === i % 3).filter(Boolean);
    expect(model.facts!['test accuracy']).toBe(right.length / 20);
    const few = await build({ path: '.', evaluate: 0 });
    expect(few.facts).not.toHaveProperty('test accuracy');
    await Promise.all([model.dispose!(), few.dispose!()]);
  });

  it('reads a file, the file of a folder, and a URL once', async () => {
    let served = 0;
    const server = createServer((request, response) => {
      served++;
      response.writeHead(request.url === '/network.onnx' ? 200 : 404).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const base = `http://localhost:${(server.address() as AddressInfo).port}`;
    const cache = join(folder, 'cache');
    const plain = (path: string, sha256?: string) => readSource({ path, sha256, folder, cache });
    for (const path of ['network.onnx', '.', `${base}/network.onnx`, `${base}/network.onnx`])
      expect(Buffer.from((await plain(path, checksum)).bytes).equals(bytes)).toBe(true);
    expect(served).toBe(1);
    await expect(plain(`${base}/other.onnx`)).rejects.toThrow(/answered 404; check the address/);
    await expect(plain(`${base}/network.onnx`, 'f'.repeat(64))).rejects.toThrow(
      /SHA-256.*delete .*to download it again/,
    );
    await new Promise((resolve) => server.close(resolve));
    await expect(plain(`${base}/new.onnx`)).rejects.toThrow(/cannot be reached/);
  });

  it('names the file that a download is kept in when it holds no model', async () => {
    const server = createServer((_, response) => response.end('<html>sign in</html>'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const before = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = join(folder, 'home');
    try {
      const url = `http://localhost:${(server.address() as AddressInfo).port}/page.onnx`;
      await expect(build({ path: url })).rejects.toMatchObject({
        code: 'engine/onnx',
        message: expect.stringMatching(/page\.onnx: .*, or delete .*home.*\.onnx to download it again$/),
      });
    } finally {
      if (before === undefined) delete process.env['XDG_CACHE_HOME'];
      else process.env['XDG_CACHE_HOME'] = before;
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('is gone once it is disposed of', async () => {
    const model = await build({ path: 'network.onnx', evaluate: 0 });
    await model.logits(inputs);
    await model.dispose!();
    await model.dispose!();
    await expect(model.logits(inputs)).rejects.toMatchObject({
      code: 'engine/disposed',
      message: expect.stringMatching(/disposed of; keep it until the last call/),
    });
  });

  it('says before anything is built that there is no such file, whatever is asked of the model', async () => {
    const opens = async (path: string, needs: Capability): Promise<Offer> =>
      onnx.peek!(onnx.params.parse({ path }), { dataset: async () => dataset, needs, seed: 1, engine: 'auto', folder });
    for (const needs of ['logits', 'gradients'] as const) {
      await expect(opens('none.onnx', needs)).rejects.toMatchObject({
        code: 'model-onnx/path',
        message: expect.stringContaining('none.onnx does not exist'),
      });
      await writeFile(join(folder, 'keras.h5'), '\u0089HDF\r\n\u001a\n', 'latin1');
      await expect(opens('keras.h5', needs)).rejects.toThrow(
        /keras\.h5: its 8 bytes are not an ONNX file but an HDF5 file, .*; load it in Keras 3/,
      );
      await rm(join(folder, 'keras.h5'));
      expect((await opens('network.onnx', needs)).offers).toBe(needs);
    }
    expect(await opens('http://127.0.0.1:1/none.onnx', 'logits')).toEqual({ offers: 'logits' });
  });

  it('refuses missing, ambiguous and damaged files, and wrong parameters, with the remedy', async () => {
    await expect(build({ path: 'none.onnx' })).rejects.toThrow(/none\.onnx does not exist; give 'path'/);
    await expect(build({ path: 'network.onnx', sha256: 'a'.repeat(64) })).rejects.toThrow(/another or a damaged file/);
    await expect(build({ path: 'network.onnx', sha256: 'abc' })).rejects.toThrow(/64 hexadecimal digits/);
    await expect(build({ path: 'network.onnx', output: 'logit' })).rejects.toThrow(/no output 'logit'/);
    await writeFile(join(folder, 'second.onnx'), bytes.subarray(0, 300));
    await expect(build({ path: '.' })).rejects.toThrow(/holds network\.onnx, second\.onnx; name the file/);
    await expect(build({ path: 'second.onnx' })).rejects.toMatchObject({
      code: 'engine/onnx',
      message: expect.stringMatching(/^\[model\/onnx\] second\.onnx: .*pass an unabridged \.onnx file$/),
    });
    await rm(join(folder, 'second.onnx'));
  });
});
