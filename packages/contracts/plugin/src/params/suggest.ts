/** What a word of other tools is called here, if it is one of the known words. */
export type Alias = (given: string, known: readonly string[]) => string | undefined;

/** Letters of a word that may have been meant to be another. */
const LONGEST = 64;

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(change, previous[j]! + 1, current[j - 1]! + 1);
    }
    previous = current;
  }
  return previous[b.length]!;
}

/**
 * ` (did you mean 'steps'?)` when the word given differs from a known one by case only, is what other tools call it according to
 * `aliasOf`, or is close to it; else the empty string.
 *
 * @example suggest('stpes', ['steps', 'restarts']); // " (did you mean 'steps'?)"
 */
export function suggest(given: string, known: readonly string[], aliasOf?: Alias): string {
  const same = known.find((word) => word.toLowerCase() === given.toLowerCase()) ?? aliasOf?.(given, known);
  if (same !== undefined) return ` (did you mean '${same}'?)`;
  const most = Math.max(2, Math.floor(given.length / 3));
  const ranked = known
    .filter((word) => given.length <= LONGEST && Math.abs(word.length - given.length) <= most)
    .map((word) => ({ word, far: editDistance(given.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best && best.far <= most ? ` (did you mean '${best.word}'?)` : '';
}
