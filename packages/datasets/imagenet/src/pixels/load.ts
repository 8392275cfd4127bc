import { lstat, readFile, readlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Examples, Skipped } from '@fragility/dataset';
import type { Fail } from '@fragility/dataset/files';
import type { Decode, Note } from './decode.js';
import { axesOf, shapeOf, type Recipe } from './recipe.js';
import { resample } from './resample.js';
import { digestOf } from './twins.js';

/** An image that the listing found: its path below the root, with `/`, its class, and the id it is known by. */
export interface Listed {
  readonly path: string;
  readonly label: number;
  readonly id: string;
}

/** Images decoded at the same time; libuv has four threads. */
const AT_ONCE = Math.min(4, availableParallelism());

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

/** What an image is read from: why it cannot be, where it is there but does not open. @throws FragilityError `…/unreadable` where it is gone. */
async function bytesOf(file: string, fail: Fail): Promise<Uint8Array | string> {
  try {
    return await readFile(file);
  } catch (cause) {
    const entry = await lstat(file).catch(() => undefined);
    if (!entry)
      fail(
        { file, given: `${file} cannot be read any more (${reasonOf(cause)})`, remedy: 'open the dataset again' },
        'unreadable',
        cause,
      );
    if (entry!.isSymbolicLink()) return `a link to ${await readlink(file)}, which cannot be read`;
    return `it cannot be read (${String((cause as NodeJS.ErrnoException).code)})`;
  }
}

/**
 * Reads, decodes and resizes the images at these positions of a listing; corrupt ones are named in `skipped`.
 *
 * At most as many are in memory undecoded or in full size as there are cores, four at most.
 *
 * @throws FragilityError `…/unreadable` for a file that cannot be read at all, say because it is gone.
 */
export async function loadImages(
  { root, listed, recipe, decode, fail, note, twins }: ImageSource,
  indices: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<Examples> {
  const shape = shapeOf(recipe);
  const size = shape[0] * shape[1] * shape[2];
  const count = indices.length;
  const data = new Float64Array(count * size);
  const reasons = new Map<number, string>();
  const digests = new Map<number, string>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let k = next++; k < count; k = next++) {
      signal?.throwIfAborted();
      const { path, id } = listed[indices[k]!]!;
      const bytes = await bytesOf(join(root, path), fail);
      if (typeof bytes === 'string') {
        reasons.set(k, bytes);
        continue;
      }
      digests.set(k, digestOf(bytes));
      const image = await decode(bytes).catch((error: unknown) => void reasons.set(k, reasonOf(error)));
      if (!image) continue;
      for (const one of image.notes) note(id, one);
      const { rows, columns } = axesOf(recipe, image.height, image.width);
      resample(image, rows, columns, recipe.interpolation, data.subarray(k * size, (k + 1) * size));
    }
  };
  const stop = (error: unknown): never => {
    next = count;
    throw error;
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, () => work().catch(stop)));
  const whole = Array.from({ length: count }, (_, k) => k).filter((k) => !reasons.has(k));
  for (const k of whole) {
    const { id, label } = listed[indices[k]!]!;
    twins(id, label, digests.get(k)!);
  }
  whole.forEach((k, to) => k !== to && data.copyWithin(to * size, k * size, (k + 1) * size));
  const skipped = [...reasons].map(([k, reason]): Skipped => {
    const index = indices[k]!;
    return { index, id: listed[index]!.id, reason };
  });
  return {
    inputs: { data: data.subarray(0, whole.length * size), shape: [whole.length, ...shape] },
    labels: Int32Array.from(whole, (k) => listed[indices[k]!]!.label),
    ids: whole.map((k) => listed[indices[k]!]!.id),
    ...(skipped.length > 0 ? { skipped: skipped.toSorted((a, b) => a.index - b.index) } : {}),
  };
}

/** What images are loaded from. */
export interface ImageSource {
  readonly root: string;
  readonly listed: readonly Listed[];
  readonly recipe: Recipe;
  readonly decode: Decode;
  readonly fail: Fail;
  /** Told of what decoding dropped or changed of an image. */
  readonly note: (id: string, note: Note) => void;
  /** Shown every image that is read, in order, by its content, to find those that are there twice. */
  readonly twins: (id: string, label: number, digest: string) => void;
}

/** Warns of each note once, with the first image that it is said of. */
export function noteOnce(dataset: string, warn: (message: string) => void): ImageSource['note'] {
  const told = new Set<Note>();
  return (id, note) => {
    if (told.has(note)) return;
    told.add(note);
    warn(`[dataset/${dataset}] ${id}: ${note}; told once, of the first image only`);
  };
}
