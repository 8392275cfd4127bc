import { inflateRawSync } from 'node:zlib';
import { suggest } from '@fragility/plugin';
import type { Fail } from '@fragility/dataset/files';

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

/** The entries of a zip archive by name, from its central directory. */
function entriesOf(view: DataView, fail: () => never): Map<string, Entry> {
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) fail();
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let k = view.getUint16(end + 10, true); k > 0; k--) {
    if (view.getUint32(at, true) !== 0x02014b50) fail();
    const name = new TextDecoder().decode(
      new Uint8Array(view.buffer, view.byteOffset + at + 46, view.getUint16(at + 28, true)),
    );
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * The bytes of one array of a .npz archive (numpy.savez, numpy.savez_compressed).
 *
 * @throws FragilityError `…/npz` for an array that is not there, naming those that are, or an archive that is damaged.
 */
export function readNpz(file: string, bytes: Uint8Array, name: string | undefined, fail: Fail): Uint8Array {
  const damaged = (cause?: unknown): never =>
    fail(`${file} is a damaged .npz archive; get the file again`, 'npz', cause);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const entries = entriesOf(view, damaged);
    const names = [...entries.keys()].map((entry) => entry.replace(/\.npy$/, ''));
    const known = names.join(', ') || 'none';
    if (name === undefined)
      return fail(`${file} has the arrays ${known}; say which, as in ${file}#${names[0] ?? 'x_test'}`, 'npz');
    const entry = entries.get(`${name}.npy`) ?? entries.get(name);
    if (!entry)
      return fail(`${file} has no array '${name}'${suggest(name, names)}, it has ${known}; correct it`, 'npz');
    const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    const packed = bytes.subarray(start, start + entry.packed);
    if (packed.length !== entry.packed || (entry.method !== 0 && entry.method !== 8)) return damaged();
    return entry.method === 8 ? inflateRawSync(packed) : packed;
  } catch (cause) {
    if (cause instanceof RangeError || (cause as NodeJS.ErrnoException).code?.startsWith('Z_')) return damaged(cause);
    throw cause;
  }
}
