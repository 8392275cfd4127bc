import { createHash } from 'node:crypto';

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/**
 * A value as one line behind its checksum, `CHECKSUM JSON`: what a disk or a kill has changed is not taken for what was written.
 *
 * @example sealed({ a: 1 }); // '015abd7f5cc57a2d {"a":1}\n'
 */
export function sealed(value: unknown): string {
  const text = JSON.stringify(value);
  return `${checksum(text)} ${text}\n`;
}

/** The value of a sealed line without its end; undefined for any other text. */
export function unsealed(line: string): { readonly value: unknown } | undefined {
  const text = line.slice(17);
  if (line[16] !== ' ' || line.slice(0, 16) !== checksum(text)) return undefined;
  return { value: JSON.parse(text) as unknown };
}

/** The SHA-256 of bytes, in hexadecimal. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
