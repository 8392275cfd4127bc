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

/** All columns that the analyses and attacks of an experiment will have, as `NAME.COLUMN`. */
const columnsOf = ({ analyses, attacks }: Settings): string[] => [
  ...analyses.flatMap(({ name, definition }) =>
    Object.entries(definition.columns)
      .filter(([, { type }]) => type === 'number' || type === 'integer' || type === 'boolean')
      .map(([column]) => `${name}.${column}`),
  ),
  ...attacks.flatMap(({ name }) => MEASURED.map((column) => `${name}.${column}`)),
];

/** What is wrong with the columns and swept paths that analyses read. */
export function checkReads(settings: Settings, sweptPaths: readonly string[]): Problem[] {
  return settings.analyses.flatMap(({ definition, filled }, k) => {
    const check = (
      references: ReturnType<NonNullable<typeof definition.reads>> = [],
      known: () => readonly string[],
      what: string,
    ): Problem[] =>
      references.flatMap(({ path, column }) => {
        const message = wrong(column, known(), what);
        return message === undefined ? [] : [{ path: ['analyses', k, ...path], message }];
      });
    return [
      ...check(definition.reads?.(filled), () => columnsOf(settings), 'column'),
      ...check(definition.over?.(filled), () => sweptPaths, 'swept path'),
    ];
  });
}
