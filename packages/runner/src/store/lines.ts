import type { ByteRange, ResultStore } from '../ports/result-store.js';
import { linesIn, placesOf } from './pieces.js';
import { appender } from './sealed/appender.js';
import { setAside, type Warn } from './sealed/damage.js';
import { sealed, unsealed } from './sealed/sealed.js';
import type { Guard } from './sealed/values.js';

/** Something that is kept for each example, a line each: a `T` in the file, of which memory holds an `H`. */
export interface ExampleLines<T, H = T> {
  /** What is known, by example. */
  readonly known: ReadonlyMap<string, H>;
  /** Keeps what was found of an example. */
  keep(id: string, found: T): void;
  /** Knows what was found of an example as long as this run lasts. */
  hold(id: string, found: T): void;
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

/** Told of a line that can be read, and where it lies. */
type Told<T> = (id: string, found: T, path: string, place: ByteRange) => void;

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
  tell: Told<T>,
): Promise<void> {
  const good: ByteRange[] = [];
  const bad: string[] = [];
  let torn = false;
  for await (const { text, start, end, whole } of linesIn(store, path)) {
    const line = whole ? lineOf(text, is) : undefined;
    torn ||= !whole;
    if (line) tell(line.id, line.found, path, { start, end });
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
  if (own && (bad.length > 0 || torn)) await store.write(path, placesOf(store, path, good));
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
  tell: Told<T>,
  own?: string,
): Promise<void> {
  for (const path of await store.list(folder)) await readFile(store, path, path === own, is, warn, tell);
}

/** What memory holds of a line; undefined for a line that counts as unknown. */
type Held<T, H> = (found: T) => H | undefined;

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
  const tell = (id: string, found: T): void => {
    const kept = held(found);
    if (kept !== undefined) known.set(id, kept);
  };
  await eachLine(store, folder, is, warn, tell, own);
  return known;
}

/** What was found in the line at a place of a file; undefined where it is not there any more. */
export async function lineAt<T>(
  store: ResultStore,
  path: string,
  place: ByteRange,
  is: Guard<T>,
): Promise<T | undefined> {
  const bytes = await store.read(path, place);
  return bytes && lineOf(new TextDecoder().decode(bytes), is)?.found;
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
  const own = `${folder}/${writer}.jsonl`;
  const known = await knownLines(store, folder, is, warn, held, own);
  const hold = (id: string, found: T): void => {
    const kept = held(found);
    if (kept !== undefined) known.set(id, kept);
  };
  const { add, flush } = appender(
    (text) => store.append(own, text),
    ({ message }) => warn(`what was found is not kept: ${message}`),
  );
  return {
    known,
    keep: (id, found) => {
      hold(id, found);
      add(sealed({ id, found }));
    },
    hold,
    close: flush,
  };
}
