/** Keys and list positions that lead to a value of a config. */
export type Path = readonly (string | number)[];

/** Parts of a config that a sweep may vary. */
export const SWEPT_ROOTS: readonly string[] = ['dataset', 'models', 'attacks', 'analyses', 'evaluate'];

/** `models.trained.fit.steps` as steps. Below `sweep` the rest is one key, for swept paths contain dots; `seed.repeat` alone is two. */
export function splitPath(dotted: string): string[] {
  const steps = dotted.split('.');
  if (steps[0] !== 'sweep' || steps.length < 3 || dotted === 'sweep.seed.repeat') return steps;
  return ['sweep', steps.slice(1).join('.')];
}

export const isContainer = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null;

/** Why nothing can be set at a path of `value`, if so: a single value or a list without that position is in the way. */
export function obstacle(value: unknown, path: Path): string | undefined {
  let at = value;
  for (const [k, step] of path.entries()) {
    const name = path.slice(0, k).join('.') || 'the config';
    if (at === undefined || at === null) return undefined;
    if (!isContainer(at)) return `'${name}' is a single value, expected a map; set '${name}' itself`;
    if (Array.isArray(at) && !(/^\d+$/.test(String(step)) && Number(step) <= at.length))
      return `'${step}' is no position of the list '${name}', expected 0…${at.length}; ${at.length} adds one at its end`;
    at = Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : undefined;
  }
  return undefined;
}

/** Copy of `value` with `replacement` at `path`; missing parents are made. */
export function setAt(value: unknown, [step, ...rest]: Path, replacement: unknown): unknown {
  if (step === undefined) return replacement;
  const inner = isContainer(value) ? (value as Record<string, unknown>)[step] : undefined;
  const next = setAt(inner, rest, replacement);
  if (Array.isArray(value) && /^\d+$/.test(String(step)) && Number(step) <= value.length) {
    return [...value.slice(0, Number(step)), next, ...value.slice(Number(step) + 1)];
  }
  return { ...(isContainer(value) && !Array.isArray(value) ? value : {}), [step]: next };
}
