import { contentOf } from './content.js';

const starts = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((value, k) => bytes[k] === value);

/** Line and column of the first byte that is not UTF-8. */
function place(bytes: Uint8Array): string {
  const known = new TextDecoder('utf-8').decode(bytes).split('\uFFFD')[0]!.split('\n');
  return `line ${known.length}, column ${known.at(-1)!.length + 1}`;
}

/** Whether every other byte of the start is zero, as in UTF-16 of Latin letters without a mark. */
function looksWide(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 64);
  const zeros = [0, 1].map((odd) => start.filter((byte, k) => k % 2 === odd && byte === 0).length);
  return start.length >= 4 && Math.max(...zeros) >= start.length / 4;
}

/** What is wrong with a file that cannot be read in an encoding, if any. */
function problemOf(bytes: Uint8Array, wide: string | undefined): string {
  const remedy = 'save it as UTF-8';
  const content = contentOf(bytes);
  if (content) return `is ${content}, expected text in UTF-8; give the text itself`;
  if (wide) return `is damaged UTF-16, expected UTF-8; ${remedy}`;
  if (looksWide(bytes)) return `looks like UTF-16 without its mark, expected UTF-8; ${remedy}`;
  return `is not UTF-8 at ${place(bytes)}, perhaps Latin-1 or Windows-1252; ${remedy}`;
}

/**
 * The text of a file: UTF-8, with or without its mark, or UTF-16 with its mark; else what is wrong with it.
 *
 * @example decodeText(Uint8Array.of(0xff, 0xfe, 0x61, 0)); // { text: 'a' }
 */
export function decodeText(bytes: Uint8Array): { readonly text: string } | { readonly problem: string } {
  const wide = starts(bytes, 0xff, 0xfe) ? 'utf-16le' : starts(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined;
  if (starts(bytes, 0xff, 0xfe, 0, 0) || starts(bytes, 0, 0, 0xfe, 0xff))
    return { problem: 'is UTF-32, expected UTF-8; save it as UTF-8' };
  if (!wide && looksWide(bytes)) return { problem: problemOf(bytes, wide) };
  let text: string;
  try {
    text = new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: problemOf(bytes, wide) };
  }
  if (text.includes('\0'))
    return {
      problem: `${contentOf(bytes) ? `is ${contentOf(bytes)}` : 'has zero bytes'}, expected text; give a text file`,
    };
  return { text };
}
