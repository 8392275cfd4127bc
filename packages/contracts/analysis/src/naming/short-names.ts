/**
 * Short names of dotted paths, for columns: the last step where that is unique and not taken, else the whole path.
 *
 * @example shortNames(['dataset.dimension', 'models.a.scale', 'models.b.scale']).get('dataset.dimension'); // 'dimension'
 */
export function shortNames(paths: readonly string[], taken: readonly string[] = []): Map<string, string> {
  const last = (path: string): string => path.split('.').at(-1)!;
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(last(path), (counts.get(last(path)) ?? 0) + 1);
  return new Map(
    paths.map((path) => [path, counts.get(last(path)) === 1 && !taken.includes(last(path)) ? last(path) : path]),
  );
}
