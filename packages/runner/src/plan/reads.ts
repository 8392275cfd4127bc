import type { FoundRecord } from '@fragility/analysis';
import { suggest, type Problem } from '@fragility/plugin';
import type { Settings } from './settings.js';

/** What is measured of every record of an attack. */
export const MEASURED = [
  'distance',
  'margin',
  'noise',
  'success',
  'forwards',
  'backwards',
] as const satisfies readonly (keyof FoundRecord)[];

/** What is wrong with a name, or nothing. */
function wrong(given: string, known: readonly string[], what: string): string | undefined {
  if (known.includes(given)) return undefined;
  const among = known.length > 0 ? `expected one of ${known.join(', ')}` : 'and there is none';
  return `${what} '${given}' is not in this experiment${suggest(given, known)}, ${among}; correct it, or add what it names`;
}

/** All columns that the analyses and attacks of an experiment will have, as `NAME.COLUMN`: those of numbers, or those that rows can be chosen by. */
const columnsOf = ({ analyses, attacks }: Settings, words: boolean): string[] => [
  ...analyses.flatMap(({ name, definition }) =>
    Object.entries(definition.columns)
      .filter(
        ([, { type }]) => type === 'number' || type === 'integer' || type === 'boolean' || (words && type === 'string'),
      )
      .map(([column]) => `${name}.${column}`),
  ),
  ...attacks.flatMap(({ name }) => MEASURED.map((column) => `${name}.${column}`)),
  ...(words ? [...analyses, ...attacks].map(({ name }) => `${name}.model`) : []),
];

type References = ReturnType<NonNullable<Settings['analyses'][number]['definition']['reads']>>;

/** What is wrong with what rows are chosen by: columns that are not there, models that are not. */
function wrongRows({ column, rows }: References[number], settings: Settings): Problem[] {
  const table = column.slice(0, column.lastIndexOf('.'));
  const known = columnsOf(settings, true).filter((one) => one.startsWith(`${table}.`));
  const models = settings.models.map(({ name }) => name);
  return Object.entries(rows?.where ?? {}).flatMap(([name, values]) => {
    const path = [...rows!.path, name];
    const noColumn = wrong(`${table}.${name}`, known, 'column');
    if (noColumn !== undefined) return [{ path, message: noColumn }];
    if (name !== 'model') return [];
    return [values].flat().flatMap((value, k) => {
      const noModel = wrong(String(value), models, 'model');
      return noModel === undefined ? [] : [{ path: Array.isArray(values) ? [...path, k] : path, message: noModel }];
    });
  });
}

/** What is wrong with the columns and swept paths that analyses read. */
export function checkReads(settings: Settings, sweptPaths: readonly string[]): Problem[] {
  return settings.analyses.flatMap(({ definition, filled }, k) => {
    const check = (references: References = [], known: () => readonly string[], what: string): Problem[] =>
      references.flatMap((reference) => {
        const message = wrong(reference.column, known(), what);
        return message === undefined ? wrongRows(reference, settings) : [{ path: reference.path, message }];
      });
    return [
      ...check(definition.reads?.(filled), () => columnsOf(settings, false), 'column'),
      ...check(definition.over?.(filled), () => sweptPaths, 'swept path'),
    ].map(({ path, message }) => ({ path: ['analyses', k, ...path], message }));
  });
}
