import { createHash } from 'node:crypto';

/** An image as it was first seen. */
interface First {
  readonly id: string;
  readonly label: number;
}

/** Name of a file by its content. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('base64');

/**
 * Warns of images whose files are equal byte by byte, once of those of one class and once of those of several: they count twice, or
 * contradict one another.
 */
export function twinsOnce(
  dataset: string,
  warn: (message: string) => void,
): (id: string, label: number, digest: string) => void {
  const seen = new Map<string, First>();
  const told = new Set<boolean>();
  return (id, label, digest) => {
    const first = seen.get(digest);
    if (!first) seen.set(digest, { id, label });
    if (!first || first.id === id) return;
    const same = first.label === label;
    if (told.has(same)) return;
    told.add(same);
    warn(
      `[dataset/${dataset}] ${id} is the same file as ${first.id}${same ? '' : ', of another class'}; remove one, told once`,
    );
  };
}
