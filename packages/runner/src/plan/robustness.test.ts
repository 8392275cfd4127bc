import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { runPlan } from '../run-plan.js';
import { memoryStore, type MemoryStore } from '../store/memory.js';
import { EXPERIMENT, folder, messageOf, written } from '../testing/experiments.js';
import { planExperiment } from './plan.js';
import { resolvedConfig } from './resolved.js';

const analyses = async (text: string): Promise<string[]> =>
  (await planExperiment(written(text))).settings.analyses.map(({ name }) => name);
const ran = async (text: string): Promise<MemoryStore> => {
  const store = memoryStore();
  await runPlan(await planExperiment(written(text)), { figures: false, bind: { store } });
  return store;
};
const ATTACKS = /attacks:\n.*\n.*\n/;

describe('robust accuracies', () => {
  it('are in every experiment with attacks, after its own analyses', async () => {
    expect(await analyses(EXPERIMENT)).toEqual(['norms', 'robustness']);
    expect(await analyses(EXPERIMENT.replace(ATTACKS, ''))).toEqual(['norms']);
  });

  it('stand where the config names them, once', async () => {
    for (const use of ['robustness', "'@fragility/analyses-robustness/robustness'"])
      expect(
        await analyses(
          EXPERIMENT.replace('- { use: norms }', `- { use: ${use}, confidence: 0.9 }\n  - { use: norms }`),
        ),
      ).toEqual(['robustness', 'norms']);
    const listed = EXPERIMENT.replace("plugins: ['", "plugins: ['@fragility/analyses-robustness', '");
    expect(await messageOf(planExperiment(written(listed)))).toMatch(/plugin\/missing/);
    expect(await messageOf(planExperiment(written(`${EXPERIMENT}  - { use: robustness, confidence: 2 }\n`)))).toMatch(
      /experiment\.yaml:12:\d+ analyses\.1\.confidence: 2 given/,
    );
  });

  it('may be left out', async () => {
    const without = `${EXPERIMENT}robustness: false\n`;
    expect(await analyses(without)).toEqual(['norms']);
    const store = await ran(without);
    expect([...store.files.keys()].filter((path) => path.includes('robust'))).toEqual([]);
    expect(store.text('report.html')).not.toContain('Robust accuracy');
  });

  it('are told of in the resolved config, which is the same experiment', async () => {
    for (const text of [EXPERIMENT, `${EXPERIMENT}robustness: false\n`]) {
      const plan = await planExperiment(written(text));
      const file = join(folder(), 'experiment.yaml');
      writeFileSync(file, resolvedConfig(plan));
      expect((await planExperiment(file)).trials.map(({ id }) => id)).toEqual(plan.trials.map(({ id }) => id));
    }
    expect(parse(resolvedConfig(await planExperiment(written())))['analyses']).toEqual([
      expect.objectContaining({ use: 'norms' }),
      { use: '@fragility/analyses-robustness/robustness', confidence: 0.95 },
    ]);
  });

  it('of a sweep leave what speaks against them to the warnings', async () => {
    const one = await ran(EXPERIMENT);
    expect(JSON.parse(one.text('report.json')!).experiment.headlines).toContainEqual({
      label: 'Accuracy: small, worst case (L2)',
      value: '100.0 % clean, 100.0 % at 0.5, 0.0 % at 4',
    });
    const sweep = await ran(`${EXPERIMENT}sweep: { dataset.dimension: [2, 3] }\n`);
    expect(sweep.text('tables/robust-accuracy.csv')!.split('\r\n')[0]).toMatch(/^model,dimension,attack,norm,budget,/);
    expect(sweep.text('tables/robustness.csv')!.split('\r\n')[0]).toMatch(
      /^trial,model,seed,dimension,attack,criterion,norm/,
    );
    expect(sweep.text('tables/robustness.csv')!.trim().split('\r\n')).toHaveLength(1 + 2 * 6);
  });
});
