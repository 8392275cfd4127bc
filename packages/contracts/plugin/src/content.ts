interface Kind {
  readonly what: string;
  readonly at: number;
  /** The bytes at that place, a character each. */
  readonly start: string;
}

const KINDS: readonly Kind[] = [
  { what: 'a gzip file', at: 0, start: '\x1f\x8b' },
  { what: 'a zip archive', at: 0, start: 'PK\x03\x04' },
  { what: 'an xz file', at: 0, start: '\xfd7zXZ\x00' },
  { what: 'a bzip2 file', at: 0, start: 'BZh' },
  { what: 'a Zstandard file', at: 0, start: '(\xb5/\xfd' },
  { what: 'a 7-Zip archive', at: 0, start: '7z\xbc\xaf\x27\x1c' },
  { what: 'a RAR archive', at: 0, start: 'Rar!' },
  { what: 'a tar archive', at: 257, start: 'ustar' },
  { what: 'a NumPy file', at: 0, start: '\x93NUMPY' },
  { what: 'an HDF5 file', at: 0, start: '\x89HDF\x0d\x0a' },
  { what: 'a MATLAB file', at: 0, start: 'MATLAB ' },
  { what: 'a Parquet file', at: 0, start: 'PAR1' },
  { what: 'a PNG image', at: 0, start: '\x89PNG' },
  { what: 'a JPEG image', at: 0, start: '\xff\xd8\xff' },
  { what: 'a PDF', at: 0, start: '%PDF' },
  { what: 'a Git LFS pointer, not the file itself (`git lfs pull` gets it)', at: 0, start: 'version https://git-lfs' },
  { what: 'a Python pickle', at: 0, start: '\x80\x02' },
  { what: 'a Python pickle', at: 0, start: '\x80\x03' },
  { what: 'a Python pickle', at: 0, start: '\x80\x04' },
  { what: 'a Python pickle', at: 0, start: '\x80\x05' },
];

const PAGE = /^\uFEFF?\s*<(?:!doctype|html|head|\?xml)/i;

/**
 * What a file is by its first bytes, where it is something that people take for data or text: an archive, a web page, a pointer.
 *
 * @param bytes the file, or its first 512 bytes
 * @example contentOf(Uint8Array.of(0x1f, 0x8b, 8)); // 'a gzip file'
 */
export function contentOf(bytes: Uint8Array): string | undefined {
  const found = KINDS.find(({ at, start }) =>
    Array.from(start).every((letter, k) => bytes[at + k] === letter.charCodeAt(0)),
  );
  if (found) return found.what;
  return PAGE.test(new TextDecoder('latin1').decode(bytes.subarray(0, 512))) ? 'a web page' : undefined;
}
