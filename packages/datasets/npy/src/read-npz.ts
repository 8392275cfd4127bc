import { suggest } from '@fragility/plugin';
import { inflateWithin, promisedByNpy, type Fail } from '@fragility/dataset/files';

/** Says that the archive is damaged, and what is wrong with it. */
type Damaged = (what?: string, cause?: unknown) => never;

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

/** What a field of 32 bits holds where the number stands in the ZIP64 part. */
const IN_ZIP64 = 0xffffffff;

const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** Number of entries and where the central directory starts, from the end of the archive. */
function directoryOf(view: DataView, fail: Damaged): { count: number; start: number } {
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) fail();
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (start !== IN_ZIP64 && count !== 0xffff) return { count, start };
  if (end < 20 || view.getUint32(end - 20, true) !== 0x07064b50) return { count, start };
  const end64 = long(view, end - 12);
  if (view.getUint32(end64, true) !== 0x06064b50) fail();
  return { count: long(view, end64 + 32), start: long(view, end64 + 48) };
}

/** Sizes and offset of an entry: those that do not fit stand in its ZIP64 field, the unpacked size first. */
function placeOf(view: DataView, at: number): Pick<Entry, 'packed' | 'unpacked' | 'offset'> {
  const [packed, unpacked, offset] = [20, 24, 42].map((k) => view.getUint32(at + k, true)) as [number, number, number];
  if (![packed, unpacked, offset].includes(IN_ZIP64)) return { packed, unpacked, offset };
  let field = at + 46 + view.getUint16(at + 28, true);
  const last = field + view.getUint16(at + 30, true);
  while (field < last && view.getUint16(field, true) !== 1) field += 4 + view.getUint16(field + 2, true);
  field += 4;
  const next = (value: number): number => {
    if (value !== IN_ZIP64) return value;
    field += 8;
    return long(view, field - 8);
  };
  return { unpacked: next(unpacked), packed: next(packed), offset: next(offset) };
}

/** The entries of a zip archive by name, from its central directory. */
function entriesOf(view: DataView, fail: Damaged): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const { count, start } = directoryOf(view, fail);
  let at = start;
  for (let k = count; k > 0; k--) {
    if (view.getUint32(at, true) !== 0x02014b50) fail();
    const name = new TextDecoder().decode(
      new Uint8Array(view.buffer, view.byteOffset + at + 46, view.getUint16(at + 28, true)),
    );
    if (entries.has(name)) fail(`has two entries '${name}'`);
    entries.set(name, { method: view.getUint16(at + 10, true), ...placeOf(view, at) });
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** An array of an archive: its name and its bytes. */
export interface NpzArray {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * One array of a .npz archive (numpy.savez, numpy.savez_compressed, ZIP64 too).
 *
 * @param choose the array that is meant where none is named
 * @throws FragilityError `…/npz` for an array that is not there, naming those that are, or an archive that is damaged.
 */
export function readNpz(
  file: string,
  bytes: Uint8Array,
  named: string | undefined,
  choose: (names: readonly string[]) => string | undefined,
  fail: Fail,
): NpzArray {
  const damaged: Damaged = (what = 'is a damaged .npz archive', cause) =>
    fail({ file, given: `${file} ${what}`, remedy: 'get the file again' }, 'npz', cause);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const entries = entriesOf(view, damaged);
    const names = [...entries.keys()].map((entry) => entry.replace(/\.npy$/, ''));
    const known = names.join(', ') || 'none';
    const name = named ?? choose(names);
    if (name === undefined)
      return fail(
        { file, given: `${file} has the arrays ${known}`, remedy: `say which, as in ${file}#${names[0] ?? 'x_test'}` },
        'npz',
      );
    const entry = entries.get(`${name}.npy`) ?? entries.get(name);
    if (!entry)
      return fail(
        { file, given: `${file} has no array '${name}'${suggest(name, names)}, it has ${known}`, remedy: 'correct it' },
        'npz',
      );
    const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    const packed = bytes.subarray(start, start + entry.packed);
    if (packed.length !== entry.packed || (entry.method !== 0 && entry.method !== 8)) return damaged();
    if (view.getUint32(entry.offset, true) !== 0x04034b50) return damaged();
    const whole =
      entry.method === 8
        ? inflateWithin(packed, promisedByNpy, (why, cause) => damaged(`has '${name}' damaged (${why})`, cause))
        : packed;
    if (whole.length !== entry.unpacked && promisedByNpy(whole) !== undefined)
      return damaged(`has ${whole.length} bytes of '${name}', its directory says ${entry.unpacked}`);
    return { name, bytes: whole };
  } catch (cause) {
    if (cause instanceof RangeError) return damaged(undefined, cause);
    throw cause;
  }
}
