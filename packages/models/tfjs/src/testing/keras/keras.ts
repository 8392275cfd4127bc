import { readFileSync } from 'node:fs';
import type { ModelFiles } from '../../layers-model/read.js';

/** A model of Keras and what Keras says of it; `make.py` writes them. */
export interface KerasModel {
  readonly name: string;
  readonly files: ModelFiles;
  readonly shape: readonly number[];
  readonly x: Float64Array;
  readonly cotangent: Float64Array;
  readonly logits: Float64Array;
  readonly gradient: Float64Array;
}

type Raw = Readonly<Record<string, string>> & {
  readonly topology: unknown;
  readonly weights: readonly { readonly name: string; readonly shape: number[]; readonly data: string }[];
  readonly shape: readonly number[];
};

const floats = (text: string): Float32Array => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
};

/** All models of `models.json`. */
export function kerasModels(): KerasModel[] {
  const raw = JSON.parse(readFileSync(new URL('models.json', import.meta.url), 'utf8')) as Raw[];
  const wide = (text: string): Float64Array => Float64Array.from(floats(text));
  return raw.map(({ name, saved, topology, weights, shape, x, cotangent, logits, gradient }) => ({
    name: `${name} (${saved})`,
    files: {
      location: name!,
      format: 'layers-model',
      topology,
      signature: undefined,
      weights: new Map(weights.map((each) => [each.name, { shape: each.shape, data: floats(each.data) }])),
      checksum: '',
    },
    shape,
    x: wide(x!),
    cotangent: wide(cotangent!),
    logits: wide(logits!),
    gradient: wide(gradient!),
  }));
}
