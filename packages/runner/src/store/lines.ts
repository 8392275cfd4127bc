import type { ResultStore } from '../ports/result-store.js';
import { appender } from './sealed/appender.js';
import { setAside, type Warn } from './sealed/damage.js';
import { sealed, unsealed } from './sealed/sealed.js';
import type { Guard } from './sealed/values.js';

/** Something that is kept for each example, a line each. */
export interface ExampleLines<T> {
  /** What is known, by example. */
  readonly known: ReadonlyMap<string, T>;
  /** Keeps what was found of an example. */
  keep(id: string, found: T): void;
  /** Knows what was found of an example as long as this run lasts. */
  hold(id: string, found: T): void;
  /** Knows nothing any more; the files are not its business. */
  forget(): void;
  /** Writes what is still to be written. */
  close(): void;
}

interface Line {
  readonly id: string;
  readonly found: unknown;
}

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && typeof (value as Line).id === 'string' && 'found' in value;

/**
 * The lines of one file that can be read; others are set aside. They, and an end that a kill has torn, leave the file where it is `own`: another
 * run may be writing to any other.
 */
async function readFile<T>(
  store: ResultStore,
  path: string,
  own: boolean,
  is: Guard<T>,
  warn: Warn,
): Promise<Map<string, T>> {
  const known = new Map<string, T>();
  const text = new TextDecoder().decode(await store.read(path));
  const end = text.lastIndexOf('\n') + 1;
  const good: string[] = [];
  const bad: string[] = [];
  for (const line of text.slice(0, end).split('\n').slice(0, -1)) {
    const read = unsealed(line);
    const fits = read !== undefined && isLine(read.value) && is(read.value.found);
    (fits ? good : bad).push(`${line}\n`);
    if (fits) known.set((read.value as Line).id, (read.value as Line).found as T);
  }
  if (bad.length > 0)
    await setAside(
      store,
      path,
      bad.join(''),
      `has ${bad.length} of ${bad.length + good.length} lines that do not agree with their checksums`,
      warn,
    );
  if (own && (bad.length > 0 || end < text.length)) await store.write(path, good.join(''));
  return known;
}

/** Where the lines of a part are: a folder with a file for each that wrote some. */
export interface LinesAt {
  readonly folder: string;
  /** Names the file that new lines go to: nobody else may write to it. */
  readonly writer: string;
}

/** What is known of each example, whoever wrote it; nothing is added. */
export async function knownLines<T>(
  store: ResultStore,
  folder: string,
  is: Guard<T>,
  warn: Warn,
  own?: string,
): Promise<Map<string, T>> {
  const known = new Map<string, T>();
  for (const path of await store.list(folder))
    for (const [id, found] of await readFile(store, path, path === own, is, warn)) known.set(id, found);
  return known;
}

/**
 * Opens what is kept for each example.
 *
 * @param warn told what cannot be read, and why lines cannot be kept, once; work goes on
 */
export async function openLines<T>(
  store: ResultStore,
  { folder, writer }: LinesAt,
  is: Guard<T>,
  warn: Warn,
): Promise<ExampleLines<T>> {
  const own = `${folder}/${writer}.jsonl`;
  const known = await knownLines(store, folder, is, warn, own);
  const { add, flush } = appender(
    (text) => store.append(own, text),
    ({ message }) => warn(`what was found is not kept: ${message}`),
  );
  return {
    known,
    keep: (id, found) => {
      known.set(id, found);
      add(sealed({ id, found }));
    },
    hold: (id, found) => void known.set(id, found),
    forget: () => known.clear(),
    close: flush,
  };
}
