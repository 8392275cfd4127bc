import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { buildModel } from '@fragility/model';
import { random } from '@fragility/numerics';
import { onnx } from './index.js';
import { readSource } from './source.js';

/** The same network twice: in one file, and with its weights in two files beside it, as onnx.save_model writes them. */
const FILES = ['one.onnx', 'beside.onnx', 'weights.bin', 'biases.bin'];
const here = (name: string): string => join(import.meta.dirname, 'testing', name);

const dataset: Dataset = {
  shape: [4, 3, 1],
  classes: ['a', 'b', 'c'],
  bounds: [0, 1],
  size: { train: 0, test: 0 },
  load: () => Promise.reject(new Error('not asked for')),
};
const inputs = { data: Float64Array.from({ length: 60 }, random('beside').uniform), shape: [5, 4, 3, 1] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-beside-'));
  await Promise.all(FILES.map((name) => copyFile(here(name), join(folder, name))));
});
afterAll(() => rm(folder, { recursive: true }));

const build = (params: object, context = {}) =>
  buildModel(onnx, params, { dataset, seed: 1, engine: 'native', folder, ...context });

const checksum = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const name of ['beside.onnx', 'biases.bin', 'weights.bin']) hash.update(await readFile(here(name)));
  return hash.digest('hex');
};

/** The model with another location of the same length in place of `weights.bin`. */
async function elsewhere(location: string): Promise<string> {
  const bytes = await readFile(here('beside.onnx'), 'latin1');
  const name = `elsewhere-${location.replaceAll(/\W/g, '_')}.onnx`;
  await writeFile(join(folder, name), bytes.replace('weights.bin', location), 'latin1');
  return name;
}

describe('weights beside the model', () => {
  it('gives the same logits as one file, all files counting for the checksum', async () => {
    const [one, beside] = [
      await build({ path: 'one.onnx' }),
      await build({ path: 'beside.onnx', sha256: await checksum() }),
    ];
    expect((await beside.logits(inputs)).data).toEqual((await one.logits(inputs)).data);
    await Promise.all([one.dispose!(), beside.dispose!()]);
    const alone = createHash('sha256')
      .update(await readFile(here('beside.onnx')))
      .digest('hex');
    await expect(build({ path: 'beside.onnx', sha256: alone })).rejects.toMatchObject({
      code: 'model-onnx/checksum',
      message: expect.stringMatching(/the file with biases\.bin, weights\.bin has SHA-256/),
    });
  });

  it('comes with a URL, once', async () => {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      asked.push(request.url!);
      const name = /\/models\/([^?]*)/.exec(request.url!)?.[1] ?? '';
      if (FILES.includes(name)) response.end(await readFile(here(name)));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const path = `http://localhost:${(server.address() as AddressInfo).port}/models/beside.onnx?download=true`;
    const cache = join(folder, 'cache');
    try {
      for (let k = 0; k < 2; k++) {
        const { externalData, kept } = await readSource({ path, cache, sha256: await checksum() });
        expect([...externalData.keys()]).toEqual(['biases.bin', 'weights.bin']);
        expect(Buffer.from(externalData.get('weights.bin')!).equals(await readFile(here('weights.bin')))).toBe(true);
        expect(kept.length).toBe(3);
      }
      expect(asked).toEqual(
        ['beside.onnx', 'biases.bin', 'weights.bin'].map((name) => `/models/${name}?download=true`),
      );
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it.each(['../evil.bin', '/etc/passwd', 'C:\\evil.bin', 'a/../../bin'])('is never read from %s', async (location) => {
    await expect(build({ path: await elsewhere(location) })).rejects.toMatchObject({
      code: 'model-onnx/location',
      message: expect.stringMatching(/elsewhere.*\.onnx: .*outside of its folder, where no model may read/),
    });
  });

  it('is read from a folder below, never through a link that leads out', async () => {
    await mkdir(join(folder, 'deep'));
    await copyFile(here('weights.bin'), join(folder, 'deep', 'er.bin'));
    const model = await build({ path: await elsewhere('deep/er.bin') });
    await model.dispose!();
    const out = await mkdtemp(join(tmpdir(), 'fragility-out-'));
    await copyFile(here('weights.bin'), join(out, 'weights.bin'));
    await symlink(join(out, 'weights.bin'), join(folder, 'linked.bins'));
    await expect(build({ path: await elsewhere('linked.bins') })).rejects.toMatchObject({
      code: 'model-onnx/location',
      message: expect.stringMatching(/linked\.bins is a link that leaves the model's folder.*put a copy of the file/),
    });
    await rm(out, { recursive: true });
  });

  it('is named where it is missing, cut off or no file', async () => {
    const path = await elsewhere('missing.bin');
    await expect(build({ path })).rejects.toMatchObject({
      code: 'engine/external-data',
      message: expect.stringMatching(
        /missing_bin\.onnx: 'w' lies in 'missing\.bin', which is missing; put that file beside/,
      ),
    });
    await expect(build({ path, sha256: 'f'.repeat(64) })).rejects.toThrow(
      /'missing\.bin', which is missing; put that file/,
    );
    await copyFile(here('weights.bin'), join(folder, 'cut_off.bin'));
    await truncate(join(folder, 'cut_off.bin'), 100);
    await expect(build({ path: await elsewhere('cut_off.bin') })).rejects.toThrow(
      /'w' takes bytes 0 to 144 of 'cut_off\.bin', which has 100; it is cut off or another model's: copy it again/,
    );
    await mkdir(join(folder, 'folders.bin'));
    await expect(build({ path: await elsewhere('folders.bin') })).rejects.toThrow(/folders\.bin holds.*cannot be read/);
  });
});

describe('large and strange files', () => {
  it('are refused before they are read', async () => {
    await writeFile(join(folder, 'big.onnx'), 'PK\u0003\u0004archive/data.pkl');
    await truncate(join(folder, 'big.onnx'), 2.2e9);
    await expect(build({ path: 'big.onnx' })).rejects.toThrow(/is not an ONNX file but a PyTorch file; load it/);
    await writeFile(join(folder, 'big.onnx'), Uint8Array.of(8, 9));
    await truncate(join(folder, 'big.onnx'), 2.2e9);
    await expect(build({ path: 'big.onnx' })).rejects.toMatchObject({
      code: 'model-onnx/large',
      message: expect.stringMatching(/has 2\.2 GB, an ONNX file has at most 2 GiB; save the weights in files beside/),
    });
    await rm(join(folder, 'big.onnx'));
  });

  it('are called what they are', async () => {
    await writeFile(join(folder, 'pointer.onnx'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
    await expect(build({ path: 'pointer.onnx' })).rejects.toMatchObject({
      code: 'engine/onnx',
      message: expect.stringMatching(
        /pointer\.onnx: its \d+ bytes are not an ONNX file but a Git LFS pointer.*git lfs pull/,
      ),
    });
  });
});
