import type { ByteRange, ResultStore } from '../ports/result-store.js';

/** A line of a file, without its end, and where it lies. */
export interface PlacedLine extends ByteRange {
  readonly text: string;
  /** False where the file ends within the line. */
  readonly whole: boolean;
}

/** Bytes of a file that are read at a time. */
const PIECE = 2 ** 20;
const NEWLINE = 10;

/** The lines of a file, a piece of it in memory at a time. */
export async function* linesIn(store: ResultStore, path: string, size = PIECE): AsyncGenerator<PlacedLine> {
  const decoder = new TextDecoder();
  let pieces: Uint8Array[] = [];
  let start = 0;
  const textOf = (last: Uint8Array): string => decoder.decode(Buffer.concat([...pieces, last]));
  for (let at = 0; ; at += size) {
    const piece = await store.read(path, { start: at, end: at + size });
    if (!piece || piece.length === 0) break;
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      yield { text: textOf(piece.subarray(from, end)), start, end: at + end, whole: true };
      pieces = [];
      from = end + 1;
      start = at + from;
    }
    if (from < piece.length) pieces.push(piece.subarray(from));
  }
  if (pieces.length > 0) {
    const text = textOf(new Uint8Array());
    yield { text, start, end: start + Buffer.byteLength(text), whole: false };
  }
}

/** The bytes of some places of a file, one place in memory at a time. */
export async function* placesOf(
  store: ResultStore,
  path: string,
  places: readonly ByteRange[],
): AsyncGenerator<Uint8Array> {
  for (const place of places) yield (await store.read(path, place)) ?? new Uint8Array();
}

/** Bytes that are read at once where places lie near one another, and how many such pages are held. */
const PAGE = 2 ** 18;
const PAGES = 8;

interface Page {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Reads places of files; those that lie near one another, in whatever order, with few reads. */
export function placeReader(
  store: ResultStore,
  size = PAGE,
): (at: { readonly path: string; readonly place: ByteRange }) => Promise<Uint8Array | undefined> {
  const pages = new Map<string, Page>();
  const holds = (page: Page | undefined, { start, end }: ByteRange): page is Page =>
    page !== undefined && start >= page.start && end <= page.start + page.bytes.length;

  async function read(path: string, start: number, end: number): Promise<Page | undefined> {
    const bytes = await store.read(path, { start, end });
    return bytes && { start, bytes };
  }

  return async ({ path, place }) => {
    const first = place.start - (place.start % size);
    const key = `${path}:${first}`;
    let page = pages.get(key);
    if (!holds(page, place)) page = await read(path, first, Math.max(place.end, first + size));
    if (!page) return undefined;
    pages.delete(key);
    pages.set(key, page);
    if (pages.size > PAGES) pages.delete(pages.keys().next().value!);
    return page.bytes.subarray(place.start - page.start, place.end - page.start);
  };
}
