import { resolve } from 'node:path';
import type { AnalysisProblem } from '@fragility/analysis/conformance';
import type { Promises } from '@fragility/attack/conformance';
import type { ModelProblem } from '@fragility/model/conformance';
import { describeImport, FragilityError, suggest, type ErrorMessage, type Definition } from '@fragility/plugin';
import { importFile } from '@fragility/runner';

/** What the checks of one definition need to know: parameters, and the case that its kind is checked on. */
export interface CheckProblem extends Promises, Partial<ModelProblem>, Partial<AnalysisProblem> {
  readonly params?: unknown;
  /** Of a dataset: the folder that relative paths in its parameters start from. */
  readonly folder?: string;
}

/** What a file of problems exports by default: the problem of each definition that needs one, by its name. */
export type CheckProblems = Readonly<Record<string, CheckProblem>>;

const fail = (message: ErrorMessage, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'cli/check', code: 'config/problems', kind: 'input', cause });
};

/**
 * Reads the file of problems, if one is given.
 *
 * @throws FragilityError `config/problems` naming the file.
 */
export async function readProblems(
  file: string | undefined,
  provides: readonly Definition[],
): Promise<ReadonlyMap<string, CheckProblem>> {
  if (file === undefined) return new Map();
  const module = await importFile(resolve(file)).catch(async (cause: unknown) => {
    const { message, ...place } = await describeImport(cause, resolve(file));
    return fail({ given: `${file} cannot be imported: ${message}`, remedy: 'correct it', ...place }, cause);
  });
  const problems = module['default'];
  if (typeof problems !== 'object' || problems === null)
    return fail(`${file} exports no problems by default; export default { 'name of a definition': { params: {} } }`);
  const names = provides.map(({ name }) => name);
  const found = new Map(Object.entries(problems as CheckProblems));
  for (const name of found.keys())
    if (!names.includes(name))
      fail(`${file}: no definition is named '${name}'${suggest(name, names)}; known: ${names.join(', ')}`);
  return found;
}
