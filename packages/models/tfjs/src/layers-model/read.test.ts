import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelFiles } from './read.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-tfjs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const spec = (name: string, shape: number[], dtype: string, quantization?: object) => ({
  name,
  shape,
  dtype,
  ...(quantization ? { quantization } : {}),
});

/** Writes a model whose tensors lie in two shards; returns with its folder. */
async function write(
  weights: ReturnType<typeof spec>[],
  bytes: Uint8Array,
  change: (json: Files) => void = () => undefined,
) {
  const place = await mkdtemp(join(folder, 'model-'));
  const json: Files = {
    modelTopology: { class_name: 'Sequential' },
    weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights }],
  };
  change(json);
  await writeFile(join(place, 'model.json'), JSON.stringify(json));
  await writeFile(join(place, 'a.bin'), bytes.subarray(0, 5));
  await writeFile(join(place, 'b.bin'), bytes.subarray(5));
  return place;
}

/** The parts of model.json that are broken. */
interface Files {
  modelTopology?: unknown;
  weightsManifest?: { paths: string[]; weights: { shape: number[]; dtype: string; quantization?: object }[] }[];
}

const floats = (...values: number[]): number[] => [...new Uint8Array(Float32Array.from(values).buffer)];

describe('readModelFiles', () => {
  it('reads float32, int32, bool and uint8 across shards, and squeezed values', async () => {
    const place = await write(
      [
        spec('f', [2], 'float32'),
        spec('i', [1], 'int32'),
        spec('b', [2], 'bool'),
        spec('u', [1], 'uint8'),
        spec('q8', [2], 'float32', { dtype: 'uint8', scale: 0.5, min: -1 }),
        spec('q16', [1], 'float32', { dtype: 'uint16', scale: 2, min: 1 }),
        spec('h', [3], 'float32', { dtype: 'float16' }),
        spec('qi', [1], 'int32', { dtype: 'uint8', scale: 1, min: -3 }),
      ],
      Uint8Array.from([...floats(1.5, -2), 254, 255, 255, 255, 1, 0, 200, 0, 4, 1, 1, 0, 0x3e, 0, 0xc0, 1, 0, 7]),
    );
    const { weights, format, checksum } = await readModelFiles(place);
    expect(format).toBe('layers-model');
    const values = Object.fromEntries([...weights].map(([name, { data }]) => [name, [...data]]));
    expect(values).toEqual({
      f: [1.5, -2],
      i: [-2],
      b: [1, 0],
      u: [200],
      q8: [-1, 1],
      q16: [515],
      h: [1.5, -2, Math.fround(2 ** -24)],
      qi: [4],
    });
    expect((await readModelFiles('model.json', { folder: place, checksum })).location).toBe(join(place, 'model.json'));
    await expect(readModelFiles(place, { checksum: 'ab' })).rejects.toMatchObject({
      code: 'tfjs/checksum',
      message: expect.stringContaining(checksum),
    });
  });

  it.each<[string, string, string, (json: Files) => unknown]>([
    [
      'a missing shard',
      'tfjs/shard',
      "the shard 'c.bin' is missing",
      (json: Files) => json.weightsManifest![0]!.paths.push('c.bin'),
    ],
    [
      'a short shard',
      'tfjs/shard',
      "'a.bin', 'b.bin' hold 8 bytes, the manifest says 12",
      (json: Files) => (json.weightsManifest![0]!.weights[0]!.shape = [3]),
    ],
    [
      'an unknown dtype',
      'tfjs/weight',
      "'w' has dtype 'complex64', expected float32",
      (json: Files) => (json.weightsManifest![0]!.weights[0]!.dtype = 'complex64'),
    ],
    [
      'an unknown quantisation',
      'tfjs/weight',
      "quantised to 'int4'",
      (json: Files) => (json.weightsManifest![0]!.weights[0]!.quantization = { dtype: 'int4' }),
    ],
    [
      'a shape that is none',
      'tfjs/manifest',
      'weights: [{ name, shape, dtype }] }; save the model',
      (json: Files) => (json.weightsManifest![0]!.weights[0]!.shape = [-2]),
    ],
    ['no manifest', 'tfjs/manifest', 'has no weightsManifest', (json: Files) => delete json.weightsManifest],
    [
      'a shard elsewhere',
      'tfjs/manifest',
      "'../a.bin' is outside",
      (json: Files) => (json.weightsManifest![0]!.paths[0] = '../a.bin'),
    ],
    ...[
      '/etc/passwd',
      'C:\\a.bin',
      'file:///a.bin',
      'https://example.org/a.bin',
      'x/%2e%2e/%2E%2e/a.bin',
      'a.bin\0',
    ].map((path): [string, string, string, (json: Files) => unknown] => [
      `a shard elsewhere, ${path}`,
      'tfjs/manifest',
      "is outside of the model's folder",
      (json) => (json.weightsManifest![0]!.paths[0] = path),
    ]),
    ...['constructor', '__proto__', 'toString'].flatMap(
      (dtype): [string, string, string, (json: Files) => unknown][] => [
        [
          `the dtype ${dtype}`,
          'tfjs/weight',
          `model.json: the weight 'w' has dtype '${dtype}'`,
          (json) => (json.weightsManifest![0]!.weights[0]!.dtype = dtype),
        ],
        [
          `the quantisation ${dtype}`,
          'tfjs/weight',
          `quantised to '${dtype}'`,
          (json) => (json.weightsManifest![0]!.weights[0]!.quantization = { dtype }),
        ],
      ],
    ),
    [
      'a size that no file has',
      'tfjs/shard',
      'the manifest says 4e+300',
      (json: Files) => (json.weightsManifest![0]!.weights[0]!.shape = [1e300]),
    ],
    [
      'two weights of one name',
      'tfjs/manifest',
      "lists the weight 'w' twice",
      (json: Files) => json.weightsManifest!.push(...json.weightsManifest!),
    ],
    [
      'lists too deep in one another',
      'tfjs/file',
      'is nested more than 200 deep',
      (json: Files) => (json.modelTopology = JSON.parse(`${'{"a":['.repeat(500)}1${']}'.repeat(500)}`)),
    ],
    ['no topology', 'tfjs/file', 'has no modelTopology', (json: Files) => delete json.modelTopology],
  ])('refuses %s', async (_, code, message, change) => {
    const place = await write([spec('w', [2], 'float32')], Uint8Array.from(floats(1, 2)), change);
    await expect(readModelFiles(place)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('refuses a hundred thousand lists in one another in one message', async () => {
    const path = join(folder, 'deep.json');
    await writeFile(path, `{"modelTopology":${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
    await expect(readModelFiles(path)).rejects.toMatchObject({ code: 'tfjs/file' });
  });

  it('refuses what is not there or not JSON', async () => {
    await expect(readModelFiles('nowhere', { folder })).rejects.toMatchObject({ code: 'tfjs/file' });
    await writeFile(join(folder, 'odd.json'), 'odd');
    await expect(readModelFiles(join(folder, 'odd.json'))).rejects.toThrow(/is not JSON, or not all of it; copy it/);
    const empty = await mkdtemp(join(folder, 'empty-'));
    await expect(readModelFiles(empty)).rejects.toThrow(/model\.json is missing: .*give the folder that tfjs wrote/);
    await writeFile(join(empty, 'saved_model.pb'), '');
    await expect(readModelFiles(empty)).rejects.toThrow(/SavedModel of TensorFlow; .*tensorflowjs_converter FOLDER/);
  });
});

describe('readModelFiles from a URL', () => {
  let server: Server;
  let base: string;
  let requests: string[] = [];
  beforeAll(async () => {
    const place = await write([spec('w', [2], 'float32')], Uint8Array.from(floats(1, 2)));
    server = createServer((request, response) => {
      requests.push(request.url!);
      readFile(join(place, request.url!.replace(/\?.*/, ''))).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('fetches shards beside model.json, and keeps them', async () => {
    requests = [];
    const first = await readModelFiles(`${base}/model.json?v=2`);
    expect([...first.weights.get('w')!.data]).toEqual([1, 2]);
    expect(requests.sort()).toEqual(['/a.bin?v=2', '/b.bin?v=2', '/model.json?v=2']);
    requests = [];
    for (let k = 0; k < 2; k++) {
      const { checksum } = await readModelFiles(base, { folder, cache: 'cache', checksum: first.checksum });
      expect(checksum).toBe(first.checksum);
    }
    expect(requests.length).toBe(3);
  });

  it('says what the server answers', async () => {
    await expect(readModelFiles(`${base}/no/model.json`)).rejects.toMatchObject({
      code: 'tfjs/file',
      message: expect.stringContaining('answers 404'),
    });
    await expect(readModelFiles('http://127.0.0.1:1/model.json')).rejects.toThrow(/cannot be fetched/);
    await expect(readModelFiles('http://:::/model.json')).rejects.toMatchObject({
      code: 'tfjs/file',
      message: expect.stringContaining('is no URL'),
    });
    const wrong = readModelFiles(base, { folder, cache: 'other', checksum: '0'.repeat(64) });
    await expect(wrong).rejects.toThrow(/expected 0+; delete .*other.[0-9a-f]{16} to fetch them again, or correct/);
    await expect(readModelFiles(base, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
