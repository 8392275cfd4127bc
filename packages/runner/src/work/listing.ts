import type { PartKeys } from '../plan/keys.js';
import type { Plan, Trial } from '../plan/plan.js';
import type { Chosen } from '../plan/settings.js';
import { totalOf, type Weight } from './weights.js';

/** A part of a plan: what is kept by one key. */
export interface ListedPart {
  readonly key: string;
  readonly kind: 'dataset' | 'model' | 'evaluation' | 'attack' | 'analysis';
  readonly name: string;
  /** `package/name` of its definition; an evaluation has none. */
  readonly use?: string;
  /** Keys of the parts that it needs. */
  readonly after: readonly string[];
  /** Examples that it is for, where it keeps a line for each. */
  readonly examples?: number;
  /** Coordinates of inputs that go through the model, about; 0 where that cannot be told. */
  readonly weight: number;
}

/** A trial of a plan, and the keys of its parts, those before that others need. */
export interface ListedTrial extends Pick<Trial, 'id' | 'model' | 'seed' | 'swept'> {
  readonly key: string;
  readonly weight: number;
  readonly parts: readonly string[];
}

const useOf = ({ plugin, definition }: Chosen<'dataset' | 'model' | 'attack' | 'analysis'>): string =>
  `${plugin.source}/${definition.name}`;

/** The parts of one trial, in the order in which they are found. */
function partsOf({ settings, chosen, model }: Trial, keys: PartKeys, weight: Weight): ListedPart[] {
  const { dataset, attacks, analyses } = settings;
  const { examples, training } = weight;
  return [
    { key: keys.dataset, kind: 'dataset', name: 'dataset', use: useOf(dataset), after: [], weight: 0 },
    { key: keys.model, kind: 'model', name: model, use: useOf(chosen), after: [keys.dataset], weight: training },
    {
      key: keys.evaluation,
      kind: 'evaluation',
      name: model,
      after: [keys.model],
      examples,
      weight: examples * weight.clean,
    },
    ...attacks.map((attack, k): ListedPart => ({
      ...{ key: keys.attacks[k]!, kind: 'attack', name: attack.name, use: useOf(attack), after: [keys.evaluation] },
      ...{ examples, weight: examples * weight.attacks[k]! },
    })),
    ...analyses.map((analysis, k): ListedPart => ({
      ...{ key: keys.analyses[k]!, kind: 'analysis', name: analysis.name, use: useOf(analysis) },
      after: analysis.definition.needs.includes('attacks') ? [keys.model, ...keys.attacks] : [keys.model],
      weight: weight.analyses[k]!,
    })),
  ];
}

/** A plan as data: its parts, each once however many trials it is in, and its trials; in the order of the plan. */
export function listing(
  { trials }: Plan,
  keys: ReadonlyMap<string, PartKeys>,
  weights: ReadonlyMap<string, Weight>,
): { readonly parts: ListedPart[]; readonly trials: ListedTrial[] } {
  const parts = new Map<string, ListedPart>();
  const listed = trials.map((trial): ListedTrial => {
    const { id, model, seed, swept } = trial;
    const [own, weight] = [keys.get(id)!, weights.get(id)!];
    const all = partsOf(trial, own, weight);
    for (const part of all) {
      const known = parts.get(part.key);
      if (!known || known.weight < part.weight) parts.set(part.key, part);
    }
    return { id, key: own.trial, model, seed, swept, weight: totalOf(weight), parts: all.map(({ key }) => key) };
  });
  return { parts: [...parts.values()], trials: listed };
}
