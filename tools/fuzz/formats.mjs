import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { openDataset } from '@fragility/dataset';
import { imageFolder } from '@fragility/dataset-imagenet';
import { mnist } from '@fragility/dataset-mnist';
import { npy } from '@fragility/dataset-npy';
import { GraphBuilder, writeModel } from '@fragility/engine';
import { buildModel } from '@fragility/model';
import { onnx } from '@fragility/model-onnx';
import { tfjs } from '@fragility/model-tfjs';
import { damaged, disfigured, pick } from './mutate.mjs';

const sharp = createRequire(import.meta.resolve('@fragility/dataset-imagenet'))('sharp');
const quiet = { seed: 0, warn: () => undefined };
const floats = (...shape) => ({
  type: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => Math.sin(k + 1)),
});
const integers = (...values) => ({ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) });

/** A dataset without examples, which a model is loaded for. */
const data = (...shape) => ({ shape, classes: ['a', 'b', 'c'], bounds: [0, 1], size: { train: 0, test: 0 } });

async function answered(definition, params, folder, dataset) {
  const model = await buildModel(definition, params, { dataset, seed: 0, engine: 'auto', threads: 1, folder });
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  try {
    await model.logits({ data: new Float64Array(2 * size).fill(0.5), shape: [2, ...dataset.shape] });
  } finally {
    await model.dispose?.();
  }
}

function graph(make) {
  const b = new GraphBuilder('small');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4, 4, 1] });
  const features = make(b, x);
  b.output({ name: b.node('MatMul', [features, b.constant(floats(16, 3))]), type: 'float32', shape: ['n', 3] });
  return Buffer.from(writeModel(b.build()));
}
const list = (b, ...values) => b.constant(integers(...values));
const flat = (b, x) => b.node('Reshape', [x, list(b, -1, 16)]);
const graphs = [
  graph((b, x) => b.node('Relu', [flat(b, x)])),
  graph((b, x) =>
    flat(
      b,
      b.node('Slice', [
        b.node('Pad', [x, list(b, 0, 1, 1, 0, 0, 1, 1, 0)]),
        list(b, 1, 1),
        list(b, 5, 5),
        list(b, 1, 2),
      ]),
    ),
  ),
  graph((b, x) => b.node('Add', [flat(b, x), b.node('Expand', [b.constant(floats(1)), list(b, 1, 16)])])),
  graph((b, x) => b.node('Mul', [flat(b, x), b.node('Tile', [b.constant(floats(1, 4)), list(b, 1, 4)])])),
  graph((b, x) => {
    const images = b.node('Transpose', [x], { perm: [0, 3, 1, 2] });
    return flat(
      b,
      b.node('Conv', [images, b.constant(floats(1, 1, 3, 3))], { pads: [1, 1, 1, 1], kernel_shape: [3, 3] }),
    );
  }),
];

const npyOf = (descr, shape, values) => {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n';
  const start = Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), values]);
};
const inputs = npyOf('<f4', [6, 4], Buffer.from(floats(6, 4).data.map((value) => value / 2 + 0.5).buffer));
const labels = npyOf('|u1', [6], Buffer.from([0, 1, 2, 0, 1, 2]));

function npzOf(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const body = deflateRawSync(bytes);
    const [local, entry] = [Buffer.alloc(30), Buffer.alloc(46)];
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(body.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), body);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + body.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const idxOf = (shape, values) => {
  const bytes = Buffer.alloc(4 + 4 * shape.length);
  bytes.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((size, k) => bytes.writeUInt32BE(size, 4 + 4 * k));
  return Buffer.concat([bytes, Buffer.from(values)]);
};
const idx = {
  't10k-images-idx3-ubyte': idxOf(
    [6, 2, 2],
    Array.from({ length: 24 }, (_, k) => 10 * k),
  ),
  't10k-labels-idx1-ubyte': idxOf([6], [0, 1, 2, 0, 1, 2]),
};

const layer = (kind, config) => ({
  class_name: kind,
  config: { name: kind.toLowerCase(), trainable: true, ...config },
});
const topologies = [
  [
    layer('Reshape', { target_shape: [16], batch_input_shape: [null, 4, 4, 1] }),
    layer('Dense', { units: 3, activation: 'softmax', use_bias: true }),
  ],
  [
    layer('Conv2D', {
      filters: 2,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'same',
      activation: 'relu',
      use_bias: true,
      data_format: 'channels_last',
      batch_input_shape: [null, 4, 4, 1],
    }),
    layer('MaxPooling2D', { pool_size: [2, 2], strides: [2, 2], padding: 'valid', data_format: 'channels_last' }),
    layer('Flatten', {}),
    layer('Dense', { units: 3, activation: 'softmax', use_bias: true }),
  ],
  [
    layer('Flatten', { batch_input_shape: [null, 4, 4, 1] }),
    layer('Dense', { units: 3, activation: 'relu', use_bias: true }),
  ],
];
const kernels = { Dense: (at) => [[at === 1 ? 8 : 16, 3], [3]], Conv2D: () => [[3, 3, 1, 2], [2]] };
const layered = topologies.map((layers, at) => {
  const weights = layers.flatMap(({ class_name: kind, config }) => {
    const [kernel, bias] = kernels[kind]?.(at) ?? [];
    return kernel
      ? [
          { name: `${config.name}/kernel`, shape: kernel, dtype: 'float32' },
          { name: `${config.name}/bias`, shape: bias, dtype: 'float32' },
        ]
      : [];
  });
  const count = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return {
    json: {
      format: 'layers-model',
      modelTopology: { class_name: 'Sequential', config: { name: 'small', layers } },
      weightsManifest: [{ paths: ['weights.bin'], weights }],
    },
    bytes: Buffer.from(floats(count).data.buffer),
  };
});

const picture = (format) =>
  sharp(Buffer.from(Array.from({ length: 192 }, (_, k) => (k * 37) % 256)), {
    raw: { width: 8, height: 8, channels: 3 },
  })
    [format]()
    .toBuffer();
const pictures = await Promise.all(['png', 'jpeg', 'gif', 'webp', 'tiff'].map(picture));
const netpbm = Buffer.concat([Buffer.from('P6 4 4 255\n'), Buffer.alloc(48, 7)]);

const put = (folder, files) =>
  Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(folder, name), bytes)));
const open = async (definition, params, folder) => {
  const dataset = await openDataset(definition, params, { ...quiet, folder });
  await dataset.load(
    'test',
    Array.from({ length: dataset.size.test }, (_, k) => k),
  );
};

/** Of each format: writes a damaged file into a folder, and reads it as a run would. */
export const formats = {
  onnx: async (draw, folder) => {
    await put(folder, { 'model.onnx': damaged(pick(draw, graphs), draw, pick(draw, graphs)) });
    await answered(onnx, { path: 'model.onnx' }, folder, data(4, 4, 1));
  },
  idx: async (draw, folder) => {
    const broken = pick(draw, Object.keys(idx));
    await put(folder, { ...idx, [broken]: damaged(idx[broken], draw) });
    await open(mnist, { folder: '.', train: 0, checksum: false }, folder);
  },
  'idx.gz': async (draw, folder) => {
    const broken = pick(draw, Object.keys(idx));
    const bytes = draw() < 0.5 ? damaged(gzipSync(idx[broken]), draw) : gzipSync(damaged(idx[broken], draw));
    await put(folder, { ...idx, [broken]: bytes });
    await open(mnist, { folder: '.', train: 0, checksum: false }, folder);
  },
  npy: async (draw, folder) => {
    const first = draw() < 0.7;
    await put(folder, {
      'x.npy': first ? damaged(inputs, draw) : inputs,
      'y.npy': first ? labels : damaged(labels, draw),
    });
    await open(npy, { test: { inputs: 'x.npy', labels: 'y.npy' } }, folder);
  },
  npz: async (draw, folder) => {
    const inner = draw() < 0.4;
    const whole = npzOf({ 'x_test.npy': inner ? damaged(inputs, draw) : inputs, 'y_test.npy': labels });
    await put(folder, { 'data.npz': inner ? whole : damaged(whole, draw) });
    await open(npy, { test: { inputs: 'data.npz', labels: 'data.npz' } }, folder);
  },
  tfjs: async (draw, folder) => {
    const { json, bytes } = pick(draw, layered);
    const kind = draw();
    const text = Buffer.from(JSON.stringify(kind < 0.7 ? disfigured(json, draw) : json) ?? 'null');
    await put(folder, {
      'model.json': kind > 0.85 ? damaged(text, draw) : text,
      'weights.bin': kind > 0.7 && kind < 0.85 ? damaged(bytes, draw) : bytes,
    });
    await answered(tfjs, { path: 'model.json', backend: draw() < 0.95 ? 'engine' : 'auto' }, folder, data(4, 4, 1));
  },
  image: async (draw, folder) => {
    for (const name of ['a', 'b']) await mkdir(join(folder, 'images', name), { recursive: true });
    await put(join(folder, 'images'), {
      'a/0.png': damaged(pick(draw, [...pictures, netpbm]), draw, pick(draw, pictures)),
      'b/0.png': pictures[0],
    });
    await open(imageFolder, { test: 'images', size: 8 }, folder);
  },
};
