import type { Access } from '@fragility/attack';
import type { Dataset } from '@fragility/dataset';
import { covers, type Capability, type Offer, type PeekContext } from '@fragility/model';
import { describeThrown, isFragilityError, parseParams, type FragilityError } from '@fragility/plugin';
import { throwProblems } from '../config/problems.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import type { Plan, Trial } from './plan.js';
import { seedsOfTrial } from '../trial/seeds.js';

/** What an attack's access asks of a model; an attack on decisions works on every model. */
const NEEDS = new Map<Access, Capability>([
  ['scores', 'logits'],
  ['gradient', 'gradients'],
  ['dense', 'dense'],
]);
/** What is asked of a model: features are apart from the order of the others. */
type Asked = Capability | 'features';
/** What an analysis asks of a model, most first. */
const ASKED: readonly Capability[] = ['dense', 'gradients'];
const RANK: readonly Capability[] = ['logits', 'gradients', 'dense'];
const WORDS: Readonly<Record<Asked, string>> = {
  ...{ logits: 'scores', gradients: 'gradients', dense: 'layers' },
  features: 'features of its last layer',
};

/** What a model offers, or what is wrong with its files; undefined where neither can be told, which its trial reports. */
async function offered(
  { chosen, seed }: Trial,
  plan: Plan,
  { needs, features }: Pick<PeekContext, 'needs' | 'features'>,
  dataset: () => Promise<Dataset>,
): Promise<Offer | FragilityError | undefined> {
  const { definition, params } = chosen;
  const { engine, threads } = plan.experiment;
  let unopened = false;
  try {
    const given = parseParams(`model/${definition.name}`, definition.params, params) as unknown;
    return await definition.peek?.(given, {
      dataset: () =>
        dataset().catch((error: unknown) => {
          unopened = true;
          throw error;
        }),
      needs,
      ...(features ? { features } : {}),
      seed: seedsOfTrial(seed).model,
      engine,
      folder: plan.folder,
      ...(threads === undefined ? {} : { threads }),
    });
  } catch (error) {
    return isFragilityError(error) && !unopened ? error : undefined;
  }
}

/** Looks at the files that attacks name, each once. */
async function checkAttacks(plan: Plan, trials: readonly Trial[]): Promise<string[]> {
  const checked = new Map<string, string | undefined>();
  for (const { settings } of trials)
    for (const { name, definition, filled } of settings.attacks) {
      const key = JSON.stringify([name, filled]);
      if (!definition.check || checked.has(key)) continue;
      const problem = await definition.check(filled, { folder: plan.folder }).then(
        () => undefined,
        (error: unknown) => describeThrown(error).message,
      );
      checked.set(key, problem && `${plan.locate(['attacks', name])} attack '${name}': ${problem}`);
    }
  return [...checked.values()].filter((line) => line !== undefined);
}

/** A part of a trial that needs something of its model. */
interface Needy {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly needs: Asked;
}

/** The attacks and analyses of a trial that need more of a model than logits may be. */
function needyOf({ settings }: Trial): Needy[] {
  const attacks = settings.attacks.flatMap(({ name, definition }): Needy[] => {
    const needs = NEEDS.get(definition.requires as Access);
    return needs === undefined ? [] : [{ path: ['attacks', name, 'use'], name: `attack '${name}'`, needs }];
  });
  const analyses = settings.analyses.flatMap(({ name, definition }, k): Needy[] => {
    const most = ASKED.find((one) => definition.needs.includes(one));
    const all: (Asked | undefined)[] = [most, definition.needs.includes('features') ? 'features' : undefined];
    const about = { path: ['analyses', k, 'use'], name: `analysis '${name}'` };
    return all.flatMap((needs) => (needs === undefined ? [] : [{ ...about, needs }]));
  });
  return [...attacks, ...analyses];
}

/**
 * Looks at the models that do not all offer everything, each once, before any work.
 *
 * @throws FragilityError `config/invalid` with the place of every model that cannot be read, of every attack or analysis that needs more than a
 * model offers, and of every attack that names a file that is not as it must be.
 */
export async function checkOffers(plan: Plan, trials: readonly Trial[], datasets: DatasetProvider): Promise<void> {
  const lines = new Set(await checkAttacks(plan, trials));
  const seen = new Set<string>();
  for (const trial of trials) {
    const { chosen } = trial;
    const needy = needyOf(trial);
    const asked = new Set(needy.map(({ needs }) => needs));
    const needs = RANK.findLast((one) => asked.has(one)) ?? 'logits';
    const key = JSON.stringify([chosen.name, chosen.filled, needy]);
    if (!chosen.definition.peek || seen.has(key)) continue;
    seen.add(key);
    const offer = await offered(trial, plan, { needs, features: asked.has('features') }, () => datasets.open(trial));
    if (!offer) continue;
    if (isFragilityError(offer)) {
      lines.add(`${plan.locate(['models', chosen.name])} model '${chosen.name}': ${offer.message}`);
      continue;
    }
    const why = offer.why === undefined ? '' : ` (${offer.why})`;
    const remedy = offer.remedy === undefined ? '' : `${offer.remedy}, or `;
    const left = offer.offers === 'decisions' ? 'decisions only, such as hop-skip-jump' : 'scores only, such as square';
    for (const { path, name, needs } of needy) {
      const instead =
        path[0] === 'attacks'
          ? `use an attack that needs ${left}, or another model`
          : 'leave the analysis out, or use another model';
      if (needs === 'features' ? !offer.features : !covers(offer, needs))
        lines.add(
          `${plan.locate(path)} ${name} needs ${WORDS[needs]}, which model '${chosen.name}' does not offer${why}; ${remedy}${instead}`,
        );
    }
  }
  if (lines.size > 0) throwProblems([...lines], 'config/invalid');
}
