import { fail } from '../error.js';
import { naming } from '../naming.js';
import { otherFile } from './other-file.js';
import { isUrl, openSource, type SourceOptions } from './source.js';
import { decodeGroup, type Weight, type WeightGroup } from './weights.js';

/** A TensorFlow.js model as its files hold it, weights decoded. */
export interface ModelFiles {
  /** Path or URL of `model.json`. */
  readonly location: string;
  readonly format: 'layers-model' | 'graph-model';
  /** `modelTopology` of the file. */
  readonly topology: unknown;
  /** Inputs and outputs of a graph model, where the file names them. */
  readonly signature: unknown;
  readonly weights: ReadonlyMap<string, Weight>;
  /** SHA-256 of model.json followed by every shard, in hexadecimal. */
  readonly checksum: string;
}

export interface ReadOptions extends SourceOptions {
  /** SHA-256 that the files must have. */
  readonly checksum?: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists and objects within one another, at most; models of models have a few dozen. */
const DEEPEST = 200;

/** Whether lists and objects lie deeper in one another than some depth, told without a call for each. */
function isDeeper(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let k = 0; k <= depth && level.length > 0; k++)
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  return level.length > 0;
}

function parse(bytes: Uint8Array, location: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const other = otherFile(bytes);
    fail(
      'file',
      {
        given: other ? `${location} is ${other.what}` : `${location} is not JSON, or not all of it`,
        ...(other && { expected: 'the model.json that tfjs wrote' }),
        remedy: other?.remedy ?? 'copy it again, or give the model.json that tfjs wrote',
      },
      cause,
    );
  }
  if (isDeeper(value, DEEPEST))
    fail('file', {
      given: `${location} is nested more than ${DEEPEST} deep`,
      remedy: 'give the model.json that tfjs wrote',
    });
  if (!isObject(value) || !isObject(value['modelTopology']))
    return fail('file', { given: `${location} has no modelTopology`, remedy: 'give the model.json that tfjs wrote' });
  return value;
}

const isSize = (size: unknown): boolean => Number.isInteger(size) && (size as number) >= 0;

const isGroup = (group: unknown): group is WeightGroup =>
  isObject(group) &&
  Array.isArray(group['paths']) &&
  group['paths'].every((path) => typeof path === 'string') &&
  Array.isArray(group['weights']) &&
  group['weights'].every(
    (weight) =>
      isObject(weight) &&
      typeof weight['name'] === 'string' &&
      typeof weight['dtype'] === 'string' &&
      Array.isArray(weight['shape']) &&
      weight['shape'].every(isSize),
  );

async function digest(parts: readonly Uint8Array[]): Promise<string> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Refuses a path with no model.json, of which no more is read; a URL is not asked. @throws FragilityError `tfjs/file`. */
export async function checkLocation(location: string, options: SourceOptions): Promise<void> {
  if (isUrl(location)) return;
  const source = await openSource(location, options);
  parse(await source.entry(), source.location);
}

/**
 * Reads a layers-model or graph-model: model.json and its shards (float32, int32, bool, uint8; quantised weights become float32).
 * TensorFlow.js is not needed.
 *
 * @throws FragilityError `tfjs/file`, `tfjs/shard` for one that is missing or has the wrong length, `tfjs/manifest`,
 * `tfjs/weight` for an unknown dtype, `tfjs/checksum`.
 * @example
 * const { format } = await readModelFiles('model.json').catch(() => ({ format: 'none' }));
 * format; // 'none'
 */
export async function readModelFiles(location: string, options: ReadOptions = {}): Promise<ModelFiles> {
  const source = await openSource(location, options);
  const entry = await source.entry();
  const json = parse(entry, source.location);
  const manifest = json['weightsManifest'];
  if (!Array.isArray(manifest) || !manifest.every(isGroup))
    return fail('manifest', {
      given: `${source.location} has no weightsManifest of groups { paths, weights: [{ name, shape, dtype }] }`,
      remedy: 'save the model with its weights',
    });
  const names = new Set<string>();
  for (const { name } of manifest.flatMap((group) => group.weights)) {
    if (names.has(name))
      fail('manifest', {
        given: `${source.location} lists the weight '${name}' twice`,
        expected: 'one weight of each name',
        remedy: 'in Keras 2 build the model before its layers are built or adapted, and convert it again',
      });
    names.add(name);
  }
  const weights = new Map<string, Weight>();
  const parts = [entry];
  for (const group of manifest) {
    const files = await Promise.all(group.paths.map((path) => source.beside(path)));
    parts.push(...files);
    const decoded = await naming(source.location, () => decodeGroup(group, files));
    decoded.forEach((weight, name) => weights.set(name, weight));
  }
  const checksum = await digest(parts);
  if (options.checksum !== undefined && options.checksum.toLowerCase() !== checksum)
    fail('checksum', {
      given: `the files of ${source.location} have SHA-256 ${checksum}`,
      expected: options.checksum,
      remedy: `${source.kept === undefined ? 'fetch them again' : `delete ${source.kept} to fetch them again`}, or correct the checksum`,
    });
  const topology = json['modelTopology'] as Json;
  return {
    location: source.location,
    format: json['format'] === 'graph-model' || Array.isArray(topology['node']) ? 'graph-model' : 'layers-model',
    topology,
    signature: json['signature'] ?? (json['userDefinedMetadata'] as Json | undefined)?.['signature'],
    weights,
    checksum,
  };
}
