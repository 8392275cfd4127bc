import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Offer } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import { z } from 'zod';
import type { DatasetProvider } from '../ports/index.js';
import { planExperiment, type Plan, type Trial } from './plan.js';
import { EXPERIMENT, folder, messageOf, written } from '../testing/experiments.js';
import { checkPlan, runPlan } from '../run-plan.js';
import { checkOffers } from './offers.js';

const WHY = "operator LSTM (node 'r') has no gradient";
const scores: Offer = { offers: 'logits', why: WHY };

/** A trial of some attacks on a model that is peeked at. */
function trialOf(
  requires: string | readonly string[],
  peek?: (...given: never[]) => Promise<Offer>,
  needs: readonly string[][] = [],
): Trial {
  const definition = { name: 'file', params: z.strictObject({}), ...(peek ? { peek } : {}) };
  const attacks = [requires].flat().map((access) => ({ name: access, definition: { requires: access } }));
  return {
    seed: 0,
    chosen: { name: 'net', definition, params: {}, filled: {} },
    settings: { attacks, analyses: needs.map((own, k) => ({ name: `measure-${k}`, definition: { needs: own } })) },
  } as unknown as Trial;
}

const plan = {
  folder: '.',
  experiment: { engine: 'auto' },
  locate: (path: readonly unknown[]) => `x.yaml:${path.join('.')}`,
} as unknown as Plan;
const datasets: DatasetProvider = { open: async () => ({}) as never };
const refusal = (offers: Offer, ...attacks: string[]): Promise<string> =>
  messageOf(checkOffers(plan, [trialOf(attacks, async () => offers)], datasets));

describe('checkOffers', () => {
  it('refuses attacks that need more than a model offers where they are written, looking once', async () => {
    let peeks = 0;
    const peek = async (): Promise<Offer> => {
      peeks++;
      return scores;
    };
    const trials = [trialOf('gradient', peek), trialOf('gradient', peek)];
    expect(await messageOf(checkOffers(plan, trials, datasets))).toBe(
      `config/invalid: [runner/config] x.yaml:attacks.gradient.use attack 'gradient' needs gradients, which model 'net' does not offer (${WHY}); use an attack that needs scores only, such as square, or another model`,
    );
    expect(peeks).toBe(1);
    expect(await refusal({ ...scores, remedy: 'quantisation: straight-through' }, 'gradient')).toContain(
      'has no gradient); quantisation: straight-through, or use an attack that needs',
    );
  });

  it('allows what is offered and nothing more', async () => {
    const all = ['decision', 'scores', 'gradient', 'dense'];
    const refused = async (offers: Offer['offers']): Promise<string[]> =>
      [...(await refusal({ offers }, ...all)).matchAll(/attack '(\w+)'/g)].map(([, name]) => name!);
    expect(await refused('decisions')).toEqual(['scores', 'gradient', 'dense']);
    expect(await refused('logits')).toEqual(['gradient', 'dense']);
    expect(await refused('gradients')).toEqual(['dense']);
    expect(await refused('dense')).toEqual([]);
    expect(await refusal({ offers: 'decisions' }, 'scores')).toMatch(/decisions only, such as hop-skip-jump/);
  });

  it('refuses analyses that need more than a model offers where they are written', async () => {
    const needs = [
      ['data', 'model'],
      ['data', 'gradients'],
      ['attacks', 'dense'],
    ];
    const refusedAt = async (offers: Offer['offers']): Promise<string> =>
      messageOf(checkOffers(plan, [trialOf('scores', async () => ({ offers, why: WHY }), needs)], datasets));
    expect(await refusedAt('gradients')).toBe(
      `config/invalid: [runner/config] x.yaml:analyses.2.use analysis 'measure-2' needs layers, which model 'net' does not offer (${WHY}); leave the analysis out, or use another model`,
    );
    expect((await refusedAt('logits')).match(/analysis '[\w-]+' needs \w+/g)).toEqual([
      "analysis 'measure-1' needs gradients",
      "analysis 'measure-2' needs layers",
    ]);
    const asked: unknown[] = [];
    const peek = async (_: unknown, context: { needs: string }): Promise<Offer> => {
      asked.push(context.needs);
      return { offers: 'dense' };
    };
    for (const own of [needs, needs.slice(0, 2), needs.slice(0, 1)])
      await checkOffers(plan, [trialOf('scores', peek as never, own)], datasets);
    expect(asked).toEqual(['dense', 'gradients', 'logits']);
  });

  it('refuses analyses of features where a model has none that can be read, and asks for them where they are needed', async () => {
    const needs = [
      ['data', 'features'],
      ['features', 'gradients'],
    ];
    const asked: unknown[] = [];
    const refusedAt = async (offer: Offer): Promise<string> => {
      const peek = async (_: unknown, context: object): Promise<Offer> => (asked.push(context), offer);
      return messageOf(checkOffers(plan, [trialOf('scores', peek as never, needs)], datasets));
    };
    expect(await refusedAt({ offers: 'gradients', features: true })).toBe('nothing thrown');
    const refused = await refusedAt({ offers: 'logits' });
    expect(refused).toContain(
      "analyses.0.use analysis 'measure-0' needs features of its last layer, which model 'net' does not offer; leave the analysis out",
    );
    expect(refused.match(/analysis '[\w-]+' needs \w+/g)).toEqual([
      "analysis 'measure-0' needs features",
      "analysis 'measure-1' needs gradients",
      "analysis 'measure-1' needs features",
    ]);
    expect(asked).toMatchObject([{ needs: 'gradients', features: true }, { features: true }]);
  });

  it('asks for no more than the attacks need, and for the dataset only where the model does', async () => {
    const needs: unknown[] = [];
    const never: DatasetProvider = {
      open: async () => {
        throw new Error('opened');
      },
    };
    const peek = async (_: unknown, context: { needs: string }): Promise<Offer> => {
      needs.push(context.needs);
      return { offers: 'dense' };
    };
    for (const asked of [['decision'], ['decision', 'scores'], ['gradient', 'scores'], ['scores', 'dense']])
      await checkOffers(plan, [trialOf(asked, peek as never)], never);
    expect(needs).toEqual(['logits', 'logits', 'gradients', 'dense']);
  });

  it('refuses models that cannot be read where they are written, each once, whatever attacks them', async () => {
    const missing = async (): Promise<never> => {
      throw new FragilityError('a.onnx does not exist; give another path', {
        where: 'model/onnx',
        code: 'onnx/path',
        kind: 'input',
      });
    };
    const trials = ['gradient', 'decision', 'decision'].map((access) => trialOf(access, missing));
    expect(await messageOf(checkOffers(plan, [...trials, trialOf([], missing)], datasets))).toBe(
      "config/invalid: [runner/config] x.yaml:models.net model 'net': [model/onnx] a.onnx does not exist; give another path",
    );
  });

  it('leaves datasets that do not open to their trials', async () => {
    const closed = async (): Promise<never> => {
      throw new FragilityError('no data', { where: 'dataset/own', code: 'dataset/none', kind: 'input' });
    };
    const peek = async (_: unknown, context: { dataset: () => Promise<unknown> }): Promise<Offer> => {
      await context.dataset();
      return scores;
    };
    await checkOffers(plan, [trialOf('gradient', peek as never)], { open: closed });
  });

  it('leaves broken models, and those that say nothing, to their trials', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('broken');
    };
    await checkOffers(plan, [trialOf('gradient', broken), trialOf('gradient')], datasets);
  });
});

describe('checkPlan', () => {
  /** A config whose attacks need more than its model offers. */
  const refused = (): string => {
    const plugin = join(folder(), 'plugin.mjs');
    writeFileSync(
      plugin,
      `export default { api: 1, provides: [{ kind: 'model', name: 'closed', summary: 'Scores only', params: {
        '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } },
        peek: async () => ({ offers: 'logits' }), build: async () => { throw new Error('built'); } }] };`,
    );
    return written(EXPERIMENT.replace("plugins: ['", `plugins: ['${plugin}', '`).replace('affine', 'closed'));
  };

  it('names the line of the config and runs nothing', async () => {
    const file = refused();
    const message = await messageOf(planExperiment(file).then((found) => checkPlan(found)));
    expect(message).toMatch(/experiment\.yaml:8:\d+ attack 'jump' needs gradients, which model 'small' does not offer/);
    expect(message).toMatch(/experiment\.yaml:9:\d+ attack 'slide'/);
    await checkPlan(await planExperiment(written()));
  });

  it('refuses a run before anything is told or written', async () => {
    const out = join(folder(), 'out');
    const told: string[] = [];
    const started = runPlan(await planExperiment(refused()), { out, onEvent: ({ kind }) => void told.push(kind) });
    expect(await messageOf(started)).toMatch(/^config\/invalid: .*attack 'jump' needs gradients/);
    expect([told, existsSync(out)]).toEqual([[], false]);
  });

  it('leaves a folder that was there as it was', async () => {
    const out = folder();
    const started = runPlan(await planExperiment(refused()), { out });
    expect(await messageOf(started)).toMatch(/^config\/invalid/);
    expect(readdirSync(out)).toEqual([]);
  });
});
