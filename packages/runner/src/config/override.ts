import { parseDocument } from 'yaml';
import { isContainer, obstacle, setAt, splitPath, SWEPT_ROOTS, type Path } from './path.js';
import { refuse } from './problems.js';

/** A value that replaces one of the config, and the words that asked for it. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
  readonly text: string;
}

/** A value in YAML, if it is one. */
function valueOf(text: string): { readonly value: unknown } | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  try {
    return document.errors.length > 0 ? undefined : { value: document.toJS() as unknown };
  } catch {
    return undefined;
  }
}

/** A list without brackets in its items: commas within quotes, brackets and braces do not separate. */
function itemsOf(text: string): string[] {
  const items = [''];
  let [quote, depth] = ['', 0];
  for (const sign of text) {
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (sign === ',' && !quote && depth === 0) items.push('');
    else items[items.length - 1] += sign;
  }
  return items;
}

/** What may be swept, whose values may be a list without brackets. */
const isSwept = ([root = '']: readonly string[]): boolean => [...SWEPT_ROOTS, 'seed', 'sweep'].includes(root);

/**
 * `dataset.dimension=64`: a dotted path and a value in YAML. Several values with commas between them sweep the path; a value that has commas
 * is written in quotes or brackets.
 *
 * @throws FragilityError `config/override`.
 * @example parseOverride('dataset.dimension=16,32').path; // ['sweep', 'dataset.dimension']
 */
export function parseOverride(text: string): Override {
  const cut = text.indexOf('=');
  const path = splitPath(text.slice(0, Math.max(cut, 0)).trim());
  const items = isSwept(path) ? itemsOf(text.slice(cut + 1)) : [text.slice(cut + 1)];
  const found = items.map(valueOf);
  const empty = items.length > 1 && items.some((item) => item.trim() === '');
  if (cut < 1 || path.includes('') || found.includes(undefined) || empty)
    return refuse(
      `--set ${text} is not path=value; write a dotted path and a YAML value, as in --set dataset.dimension=64, or several to sweep it, as in --set dataset.dimension=16,32`,
      'config/override',
    );
  const values = found.map((one) => one!.value);
  if (values.length === 1) return { path, value: values[0], text };
  return { path: path[0] === 'sweep' ? path : ['sweep', path.join('.')], value: values, text };
}

/** A config whose sweep has a dotted path no longer: what is given last counts. */
function withoutSwept(value: unknown, dotted: string | undefined): unknown {
  const without = (lists: unknown): unknown =>
    isContainer(lists) && !Array.isArray(lists)
      ? Object.fromEntries(Object.entries(lists).filter(([key]) => key !== dotted))
      : lists;
  const sweep = (value as { readonly sweep?: unknown } | null | undefined)?.sweep;
  if (!isContainer(sweep) || Array.isArray(sweep)) return value;
  const { zip, ...others } = without(sweep) as Record<string, unknown>;
  const groups = (Array.isArray(zip) ? zip.map(without) : [without(zip)]).filter(
    (group) => !isContainer(group) || Object.keys(group).length > 0,
  );
  const zipped = zip === undefined || groups.length === 0 ? {} : { zip: Array.isArray(zip) ? groups : groups[0] };
  return { ...(value as object), sweep: { ...others, ...zipped } };
}

/** The dotted path that an override gives a value, or values to sweep. */
const sweptBy = ([root, ...rest]: Path): string | undefined =>
  root === 'seed' || rest[0] === 'zip' || rest[0] === 'seed'
    ? undefined
    : (root === 'sweep' ? rest : [root, ...rest]).join('.');

/** Applies overrides in order. @throws FragilityError `config/override` where a single value is in the way of one. */
export function overridden(value: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((config, { path, value: replacement, text }) => {
    const why = obstacle(config, path);
    if (why) refuse(`--set ${text}: ${why}`, 'config/override');
    return setAt(withoutSwept(config, sweptBy(path)), path, replacement);
  }, value);
}
