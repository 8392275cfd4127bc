import type { ResultStore } from '../ports/result-store.js';

/** What a store keeps. */
export type PartKind =
  'model' | 'evaluation' | 'attack' | 'analysis' | 'trial' | 'failure' | 'slice' | 'picture' | 'set aside';

/** A part that is kept, with the files that it is in. */
export interface KeptPart {
  readonly kind: PartKind;
  /** Its key; of a picture and of what is set aside the name of its file. */
  readonly key: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

const FOLDERS = new Map<string, PartKind>([
  ['models', 'model'],
  ['evaluations', 'evaluation'],
  ['attacks', 'attack'],
  ['analyses', 'analysis'],
  ['trials', 'trial'],
  ['failures', 'failure'],
  ['slices', 'slice'],
  ['pictures', 'picture'],
  ['aside', 'set aside'],
]);

const KEY = /^([0-9a-f]{16})(?:\.json|\.onnx|\/[\w-]+(?:\.jsonl?)?)$/;
const NAME = /^[\w.-]+$/;

/** The key of the part that a file is of; undefined where it is none of a run's. */
function keyOf(kind: PartKind, name: string): string | undefined {
  if (kind === 'picture' || kind === 'set aside') return NAME.test(name) ? name : undefined;
  return KEY.exec(name)?.[1];
}

/** All parts of a store; files that no run has made are not among them. */
export async function keptParts(parts: ResultStore): Promise<KeptPart[]> {
  const found: KeptPart[] = [];
  for (const [folder, kind] of FOLDERS) {
    const byKey = new Map<string, string[]>();
    for (const path of await parts.list(folder)) {
      const key = keyOf(kind, path.slice(folder.length + 1));
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), path]);
    }
    for (const [key, files] of byKey) {
      let bytes = 0;
      for (const path of files) bytes += await parts.size(path);
      found.push({ kind, key, files, bytes });
    }
  }
  return found;
}
