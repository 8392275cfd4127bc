import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planExperiment } from '../../plan/plan.js';
import { runPlan, runShard } from '../../run-plan.js';
import { EXPERIMENT, folder, messageOf, run, runWithoutFigures, tables, written } from '../../testing/experiments.js';
import type { RunEvent } from '../events.js';
import type { Slurm } from './commands.js';
import { slurmParams } from './params.js';
import { arrayScript, arraysOf, collectScript, tasksFor } from './script.js';
import { slurmExecutor } from './slurm.js';

const SWEEP = `${EXPERIMENT}sweep: { seed: { repeat: 4 } }\n`;
const params = slurmParams.parse({ tasks: 4, poll: 0.01 });

/** A queue whose tasks are done when they are submitted, those aside that `lose` says. */
async function queueOf(text: string, out: string, lose: (task: number, submission: number) => boolean) {
  const plan = await planExperiment(written(text));
  const scripts: string[] = [];
  const submit = async (path: string): Promise<string> => {
    const script = readFileSync(path, 'utf8');
    scripts.push(script);
    const [, last] = /--array=0-(\d+)/.exec(script) ?? [];
    const [, offset, of] = /\$\(\((\d+) \+ SLURM_ARRAY_TASK_ID\)\)" (\d+)/.exec(script) ?? [];
    for (let task = 0; last !== undefined && task <= Number(last); task++)
      if (!lose(Number(offset) + task, scripts.length))
        await runShard(plan, { index: Number(offset) + task, of: Number(of) }, { out });
    return `${scripts.length}`;
  };
  const queue: Slurm = { mostTasks: async () => 3, submit, states: async () => new Map() };
  return { plan, queue, scripts };
}

describe('slurm', () => {
  it('does the work in arrays that are allowed, submits again what was lost, and leaves the tables of one run', async () => {
    const [one, out] = [folder(), folder()];
    await run(one, SWEEP);
    const { plan, queue, scripts } = await queueOf(SWEEP, out, (task, submission) => task === 3 && submission < 3);
    const events: RunEvent[] = [];
    const bind = { executor: slurmExecutor(params, queue) };
    const outcome = await runWithoutFigures(plan, { out, bind, onEvent: (event) => events.push(event) });
    expect(outcome).toMatchObject({ status: 'done', done: 4 });
    expect(tables(out)).toEqual(tables(one));
    expect(scripts.map((script) => /--array=\S+/.exec(script)![0])).toEqual([
      '--array=0-1',
      '--array=0-1',
      '--array=0-1',
      '--array=0-1',
    ]);
    expect(scripts[1]).toContain('"$((2 + SLURM_ARRAY_TASK_ID))" 4');
    expect(events.filter(({ kind }) => kind === 'trial-done')).toHaveLength(4);
    expect(events.filter(({ kind }) => kind === 'elsewhere')).toHaveLength(2);
  });

  it('says which trials fail, and gives up where tasks leave nothing', async () => {
    const broken = EXPERIMENT.replace(
      'small: { use: affine }',
      'bad: { use: affine, fault: throw }\n  good: { use: affine }',
    );
    const [out, empty] = [folder(), folder()];
    const works = await queueOf(broken, out, () => false);
    expect(
      await runWithoutFigures(works.plan, { out, bind: { executor: slurmExecutor(params, works.queue) } }),
    ).toMatchObject({
      done: 1,
      failed: [{ model: 'bad', phase: 'model' }],
    });
    const none = await queueOf(EXPERIMENT, empty, () => true);
    expect(
      await runWithoutFigures(none.plan, { out: empty, bind: { executor: slurmExecutor(params, none.queue) } }),
    ).toMatchObject({ failed: [{ error: { code: 'slurm/lost' } }] });
    expect(none.scripts).toHaveLength(6);
  });

  it('leaves the rest to a job that collects, where it is not to wait', async () => {
    const out = folder();
    const { plan, queue, scripts } = await queueOf(EXPERIMENT, out, () => true);
    const executor = slurmExecutor({ ...params, wait: false }, queue);
    expect(await runWithoutFigures(plan, { out, bind: { executor } })).toMatchObject({ status: 'aborted' });
    expect(scripts.at(-1)).toContain('#SBATCH --dependency=afterany:1:2\n');
    expect(scripts.at(-1)).toMatch(/exec .* 'collect'\n$/);
  });

  it('is refused with parameters that it does not have, before any work', async () => {
    const plan = await planExperiment(written(`${EXPERIMENT}executor: { use: slurm, taks: 3 }\n`));
    expect(await messageOf(runPlan(plan, { out: folder() }))).toMatch(/config\/invalid: .*:12:\d+.*taks.*tasks/s);
  });
});

describe('scripts', () => {
  const of = { name: 'fragility-x', logs: "/a 'b'/100%", command: ['/usr/bin/node', "it's.js"] };

  it('queue tasks again, tell them a minute before their limit, and divide none twice', () => {
    const text = arrayScript(
      of,
      { offset: 5, size: 3 },
      8,
      slurmParams.parse({ atOnce: 2, cpus: 4, options: ['--mem=8G'] }),
    );
    for (const line of [
      '#SBATCH --array=0-2%2',
      '#SBATCH --requeue',
      '#SBATCH --signal=B:USR1@60',
      '#SBATCH --cpus-per-task=4',
      '#SBATCH --time=120',
      '#SBATCH --mem=8G',
      `#SBATCH --output="/a 'b'/100%%/task-%A-%a.log"`,
      `exec '/usr/bin/node' 'it'\\''s.js' "$((5 + SLURM_ARRAY_TASK_ID))" 8`,
    ])
      expect(text.split('\n')).toContain(line);
    expect(collectScript(of, ['7', '9'], params)).toContain('--dependency=afterany:7:9');
    expect(() => slurmParams.parse({ options: ['--a\n--b'] })).toThrow('one line');
  });

  it('cover all tasks once in arrays of the allowed size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 100 }), (tasks, most) => {
        const arrays = arraysOf(tasks, most);
        expect(arrays).toHaveLength(Math.ceil(tasks / most));
        let next = 0;
        for (const { offset, size } of arrays) {
          expect(offset).toBe(next);
          expect(size).toBeGreaterThan(0);
          expect(size).toBeLessThanOrEqual(most);
          next += size;
        }
        expect(next).toBe(tasks);
      }),
    );
  });

  it('pack what takes minutes into a task', () => {
    expect(tasksFor(5e7 * 60 * 100, slurmParams.parse({}))).toBe(10);
    expect(tasksFor(1, slurmParams.parse({}))).toBe(1);
    expect(tasksFor(5e6 * 60 * 100, slurmParams.parse({ cpus: 2, minutes: 5, speed: 5e7 }))).toBe(1);
  });
});
