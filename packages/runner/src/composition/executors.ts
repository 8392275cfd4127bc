import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { checkParams, fieldsOf, FragilityError, unknownKey } from '@fragility/plugin';
import { aliasOf } from '../config/aliases.js';
import { describeProblems, throwProblems } from '../config/problems.js';
import { inlineExecutor } from '../execute/inline.js';
import { slurmDefinition } from '../execute/slurm/slurm.js';
import { threadsExecutor } from '../execute/threads/threads.js';
import type { Plan } from '../plan/plan.js';
import { importPlugin } from '../plugins/import.js';
import { resolvePlugin } from '../plugins/resolve.js';
import { defineExecutor, type AnyExecutor } from '../ports/executor-definition.js';
import type { Executor } from '../ports/executor.js';

const inline = defineExecutor({
  name: 'inline',
  summary: 'This process, one trial after another',
  params: z.strictObject({}),
  create: () => inlineExecutor,
});

const threads = defineExecutor({
  name: 'threads',
  summary: 'Threads of this process',
  params: z.strictObject({ jobs: z.int().positive().default(availableParallelism()).describe('how many') }),
  create: ({ jobs }) => threadsExecutor(jobs),
});

const BUILT_IN = new Map<string, AnyExecutor>([inline, threads, slurmDefinition].map((one) => [one.name, one]));

/** Where executors are that come with packages of their own. */
const PACKAGES = new Map([['bullmq', '@fragility/executor-bullmq']]);

const isExecutor = (value: unknown): value is AnyExecutor => {
  const { name, params, create } = (value ?? {}) as Partial<AnyExecutor>;
  return typeof name === 'string' && params !== undefined && typeof create === 'function';
};

/**
 * The executor of a name: `slurm`, `bullmq`, or a package or file whose default export is one.
 *
 * @param folder where packages and files are looked for
 * @throws FragilityError `plugin/missing`, `plugin/import`, `runner/executor`.
 * @example (await findExecutor('slurm', process.cwd())).name; // 'slurm'
 */
export async function findExecutor(use: string, folder: string): Promise<AnyExecutor> {
  const own = BUILT_IN.get(use);
  if (own) return own;
  const { entry } = resolvePlugin(PACKAGES.get(use) ?? use, folder);
  const { default: definition } = await importPlugin(`executor '${use}'`, entry);
  if (isExecutor(definition)) return definition;
  throw new FragilityError(
    {
      given: `executor '${use}' is none`,
      expected: 'a default export of defineExecutor',
      remedy: 'name slurm or bullmq',
    },
    { where: 'runner/executor', code: 'runner/executor', kind: 'input' },
  );
}

/** The executor that a config names, made with its parameters; undefined where it names none. @throws FragilityError `config/invalid`, see {@link findExecutor}. */
export async function executorOf({ experiment, folder, locate }: Plan): Promise<Executor | undefined> {
  if (!experiment.executor) return undefined;
  const { use, ...params } = experiment.executor;
  const definition = await findExecutor(use, folder);
  const { value, problems } = checkParams(definition.params, params, aliasOf);
  if (!problems) return definition.create(value);
  const known = Object.keys(fieldsOf(definition.params));
  return throwProblems(
    describeProblems(
      problems.map((problem) => ({
        ...problem,
        path: ['executor', ...problem.path],
        message:
          problem.kind === 'unknown-key' && problem.path.length === 1
            ? unknownKey(String(problem.path[0]), known, aliasOf)
            : problem.message,
      })),
      locate,
    ),
    'config/invalid',
  );
}
