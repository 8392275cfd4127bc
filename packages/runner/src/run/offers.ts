import type { Dataset } from '@fragility/dataset';
import { isDense, isDifferentiable, type Classifier, type ModelContext } from '@fragility/model';
import { parseParams } from '@fragility/plugin';
import { throwProblems } from '../config/problems.js';
import type { Plan, Trial } from '../plan/plan.js';
import { seedsOfTrial } from './seeds.js';

/** What an attack asks for that a model does not offer. */
function missing(requires: string, model: Classifier): string | undefined {
  if (requires === 'gradient' && !isDifferentiable(model)) return 'gradients';
  return requires === 'dense' && !isDense(model) ? 'layers' : undefined;
}

/** The model as far as it tells what it offers; undefined where that cannot be told, which its trial reports. */
async function peeked(
  { chosen, seed }: Trial,
  plan: Plan,
  dataset: () => Promise<Dataset>,
): Promise<Classifier | undefined> {
  const { definition, params } = chosen;
  const { engine, threads } = plan.experiment;
  try {
    const context: ModelContext = {
      dataset: await dataset(),
      seed: seedsOfTrial(seed).model,
      engine,
      folder: plan.folder,
      ...(threads === undefined ? {} : { threads }),
    };
    const given = parseParams(`model/${definition.name}`, definition.params, params) as unknown;
    return await definition.peek?.(given, context);
  } catch {
    return undefined;
  }
}

/**
 * Looks at the models of which only their file tells what they offer, each once, before any work.
 *
 * @throws FragilityError `config/invalid` with the place of every attack that needs more than a model offers.
 */
export async function checkOffers(
  plan: Plan,
  trials: readonly Trial[],
  dataset: (trial: Trial) => Promise<Dataset>,
): Promise<void> {
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const trial of trials) {
    const { chosen, settings } = trial;
    const needy = settings.attacks.filter(({ definition }) =>
      ['gradient', 'dense'].includes(definition.requires as string),
    );
    const key = JSON.stringify([chosen.name, chosen.filled, needy.map(({ name }) => name)]);
    if (!chosen.definition.peek || needy.length === 0 || seen.has(key)) continue;
    seen.add(key);
    const model = await peeked(trial, plan, () => dataset(trial));
    if (!model) continue;
    const why = model.gradientStop ? ` (${model.gradientStop.reason})` : '';
    for (const { name, definition } of needy) {
      const needed = missing(definition.requires as string, model);
      if (needed === undefined) continue;
      const message = `attack '${name}' needs ${needed}, which model '${chosen.name}' does not offer${why}; use an attack that needs scores only, such as square, or another model`;
      lines.push(`${plan.locate(['attacks', name, 'use'])} ${message}`);
    }
    await model.dispose?.();
  }
  if (lines.length > 0) throwProblems(lines, 'config/invalid');
}
