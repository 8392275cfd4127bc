import type { Content, ResultStore } from '../ports/result-store.js';

/** Results that live as long as the process: for notebooks, servers and tests. */
export interface MemoryStore extends ResultStore {
  /** Every file by its path, as bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** A file as text; undefined where there is none. */
  text(path: string): string | undefined;
}

/**
 * A store that writes nothing to a disk.
 *
 * @example
 * const store = memoryStore();
 * await runPlan(await planExperiment('theorem-1.yaml'), { bind: { store } });
 * store.text('tables/attacks.csv')?.startsWith('trial,model,seed'); // true
 */
export function memoryStore(): MemoryStore {
  const files = new Map<string, Uint8Array>();
  const bytes = async (content: Content): Promise<Uint8Array> => {
    if (typeof content === 'string' || content instanceof Uint8Array)
      return Uint8Array.from(Buffer.from(content as string));
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    return Uint8Array.from(Buffer.concat(pieces));
  };
  const text = (path: string): string | undefined => {
    const file = files.get(path);
    return file && new TextDecoder().decode(file);
  };
  return {
    name: 'memory',
    files,
    text,
    open: async () => async () => undefined,
    read: async (path, range) => (range ? files.get(path)?.slice(range.start, range.end) : files.get(path)),
    size: async (path) => files.get(path)?.length ?? 0,
    has: async (path) => files.has(path),
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort(),
    write: async (path, content) => void files.set(path, await bytes(content)),
    append: (path, added) => void files.set(path, Uint8Array.from(Buffer.from(`${text(path) ?? ''}${added}`))),
    remove: async (path) => void files.delete(path),
  };
}
