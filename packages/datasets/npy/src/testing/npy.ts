import { deflateRawSync } from 'node:zlib';

/** A .npy file of these bytes. */
export function npyOf(descr: string, shape: readonly number[], values: Uint8Array, fortran = false): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  return headed(`{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`, values);
}

/** A .npy file with something else in its header. */
export function otherwise(file: Buffer, what: string | RegExp, instead: string): Buffer {
  const start = 10 + file.readUInt16LE(8);
  return headed(file.toString('latin1', 10, start).trim().replace(what, instead), file.subarray(start));
}

function headed(header: string, values: Uint8Array): Buffer {
  const padded = `${header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11)}\n`;
  const start = Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1');
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), values]);
}

/** A ZIP64 field of these numbers. */
function field64(...values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, k) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * k));
  return field;
}

/** The end of a ZIP64 archive: its record and the locator of it. */
function end64(count: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(start + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

/** A .npz archive of these files, on demand with every number in ZIP64 fields. */
export function npzOf(files: Readonly<Record<string, Buffer>>, packed: boolean, wide = false): Buffer {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const body = packed ? deflateRawSync(bytes) : bytes;
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(packed ? 8 : 0, 10);
    entry.writeUInt32LE(wide ? 0xffffffff : body.length, 20);
    entry.writeUInt32LE(wide ? 0xffffffff : bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(wide ? 0xffffffff : offset, 42);
    const other = Buffer.from([0x55, 0x54, 1, 0, 7]);
    const [extra, more] = wide
      ? [field64(bytes.length, body.length), Buffer.concat([other, field64(bytes.length, body.length, offset)])]
      : [Buffer.alloc(0), Buffer.alloc(0)];
    head.writeUInt16LE(extra.length, 28);
    entry.writeUInt16LE(more.length, 30);
    local.push(head, Buffer.from(name), extra, body);
    central.push(entry, Buffer.from(name), more);
    offset += 30 + name.length + extra.length + body.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(wide ? 0xffffffff : offset, 16);
  const size = central.reduce((sum, { length }) => sum + length, 0);
  const last = wide ? [end64(Object.keys(files).length, offset, size)] : [];
  return Buffer.concat([...local, ...central, ...last, end]);
}
