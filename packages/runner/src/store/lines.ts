import type { ByteRange, ResultStore } from '../ports/result-store.js';
import { linesIn, placeReader, placesOf } from './pieces.js';
import { appender } from './sealed/appender.js';
import { setAside, type Warn } from './sealed/damage.js';
import { sealed, unsealed } from './sealed/sealed.js';
import type { Guard } from './sealed/values.js';

/** Where a line is. */
export interface At {
  readonly path: string;
  readonly place: ByteRange;
}

/** Something that is kept for each example, a line each: a `T` in the file, of which memory holds an `H`. */
export interface ExampleLines<T, H = T> {
  /** What is known, by example. */
  readonly known: ReadonlyMap<string, H>;
  /** Keeps what was found of an example. */
  keep(id: string, found: T): void;
  /** Knows something of an example as long as this run lasts. */
  hold(id: string, found: H): void;
  /** Writes what is still to be written. */
  close(): void;
}

interface Line {
  readonly id: string;
  readonly found: unknown;
}

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && typeof (value as Line).id === 'string' && 'found' in value;

/** What a line holds, where it can be read. */
function lineOf<T>(text: string, is: Guard<T>): { readonly id: string; readonly found: T } | undefined {
  const read = unsealed(text);
  return read && isLine(read.value) && is(read.value.found) ? (read.value as { id: string; found: T }) : undefined;
}

/** Told of a line that can be read, and where it is; of the lines of a file again where it was written anew. */
type OnLine<T> = (id: string, found: T, at: At) => void;

/**
 * Reads the lines of one file; those that cannot be read are set aside. They, and an end that a kill has torn, leave the file where it is `own`:
 * another run may be writing to any other.
 */
async function readFile<T>(
  store: ResultStore,
  path: string,
  own: boolean,
  is: Guard<T>,
  warn: Warn,
  tell: OnLine<T>,
): Promise<void> {
  const good: ByteRange[] = [];
  const bad: string[] = [];
  let torn = false;
  for await (const { text, start, end, whole } of linesIn(store, path)) {
    const line = whole ? lineOf(text, is) : undefined;
    torn ||= !whole;
    if (line) tell(line.id, line.found, { path, place: { start, end } });
    if (line) good.push({ start, end: end + 1 });
    else if (whole) bad.push(`${text}\n`);
  }
  if (bad.length > 0)
    await setAside(
      store,
      path,
      bad.join(''),
      `has ${bad.length} of ${bad.length + good.length} lines that do not agree with their checksums`,
      warn,
    );
  if (!own || (bad.length === 0 && !torn)) return;
  await store.write(path, placesOf(store, path, good));
  await readFile(store, path, own, is, warn, tell);
}

/** Where the lines of a part are: a folder with a file for each that wrote some. */
export interface LinesAt {
  readonly folder: string;
  /** Names the file that new lines go to: nobody else may write to it. */
  readonly writer: string;
}

/** Tells every line of a part, whoever wrote it; nothing is added. */
export async function eachLine<T>(
  store: ResultStore,
  folder: string,
  is: Guard<T>,
  warn: Warn,
  tell: OnLine<T>,
  own?: string,
): Promise<void> {
  for (const path of await store.list(folder)) await readFile(store, path, path === own, is, warn, tell);
}

/** What memory holds of a line; undefined for a line that counts as unknown. */
export type Held<T, H> = (found: T, at: At) => H | undefined;

const whole = <T, H>(found: T): H => found as unknown as H;

/** What is known of each example, whoever wrote it; nothing is added. */
export async function knownLines<T, H = T>(
  store: ResultStore,
  folder: string,
  is: Guard<T>,
  warn: Warn,
  held: Held<T, H> = whole,
  own?: string,
): Promise<Map<string, H>> {
  const known = new Map<string, H>();
  const tell: OnLine<T> = (id, found, at) => {
    const kept = held(found, at);
    if (kept !== undefined) known.set(id, kept);
  };
  await eachLine(store, folder, is, warn, tell, own);
  return known;
}

/** What was found in the lines at some places; undefined where a line is not there any more. */
export function lineReader<T>(store: ResultStore, is: Guard<T>): (at: At) => Promise<T | undefined> {
  const read = placeReader(store);
  return async (at) => {
    const bytes = await read(at);
    return bytes && lineOf(new TextDecoder().decode(bytes), is)?.found;
  };
}

/**
 * Opens what is kept for each example.
 *
 * @param warn told what cannot be read, and why lines cannot be kept, once; work goes on
 */
export async function openLines<T, H = T>(
  store: ResultStore,
  { folder, writer }: LinesAt,
  is: Guard<T>,
  warn: Warn,
  held: Held<T, H> = whole,
): Promise<ExampleLines<T, H>> {
  const path = `${folder}/${writer}.jsonl`;
  const known = await knownLines(store, folder, is, warn, held, path);
  const { add, flush } = appender(
    (text) => store.append(path, text),
    ({ message }) => warn(`what was found is not kept: ${message}`),
  );
  let size = await store.size(path);
  return {
    known,
    keep: (id, found) => {
      const line = sealed({ id, found });
      const place = { start: size, end: size + Buffer.byteLength(line) - 1 };
      size = place.end + 1;
      const kept = held(found, { path, place });
      if (kept !== undefined) known.set(id, kept);
      add(line);
    },
    hold: (id, found) => void known.set(id, found),
    close: flush,
  };
}
