import { type AttackAsked, type FoundRecord, groupBy } from '@fragility/analysis';
import type { Norm } from '@fragility/numerics';
import { criterionOf } from '../criterion.js';

/** Name under which the worst case over attacks stands beside them; no attack of a config can have a space in its name. */
export const WORST_CASE = 'worst case';

/** Whether a point that was found lies within a budget. */
export const within = ({ budget, distance }: FoundRecord, limit: number | null): boolean =>
  limit === null || (distance ?? Infinity) <= limit || (budget !== null && budget <= limit);

/** The last record of each attack that counts at a budget: its passes are those spent up to there. */
function spentAt(records: readonly FoundRecord[], limit: number | null): FoundRecord[] {
  const last = new Map<string, FoundRecord>();
  for (const record of records)
    if (limit === null || record.budget === null || record.budget <= limit) last.set(record.attack, record);
  return [...last.values()];
}

const total = (records: readonly FoundRecord[], count: (record: FoundRecord) => number): number =>
  records.reduce((sum, record) => sum + count(record), 0);

/** What came of attacks that found nothing. */
const outcomeOf = (records: readonly FoundRecord[]): FoundRecord['outcome'] => {
  const outcomes = new Set(records.map(({ outcome }) => outcome));
  return outcomes.has('aborted') ? 'aborted' : outcomes.has('robust') ? 'robust' : 'failed';
};

/** What all attacks together did to one example at one budget. */
function worstAt(records: readonly FoundRecord[], limit: number | null): FoundRecord {
  const { id, norm, label, class: own, margin } = records[0]!;
  const skipped = records.some((record) => record.skipped);
  const [nearest] = records
    .filter((record) => record.success && !record.skipped && within(record, limit))
    .sort((a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity));
  const spent = spentAt(records, limit);
  return {
    id,
    attack: WORST_CASE,
    norm,
    budget: limit,
    label,
    outcome: skipped ? 'skipped' : nearest ? 'fooled' : outcomeOf(records),
    success: skipped || nearest !== undefined,
    skipped,
    distance: skipped ? 0 : (nearest?.distance ?? null),
    class: nearest?.class ?? own,
    margin: nearest?.margin ?? margin,
    forwards: total(spent, ({ forwards }) => forwards),
    backwards: total(spent, ({ backwards }) => backwards),
    ...(nearest ? { by: nearest.attack } : {}),
  };
}

/** Attacks that are compared with each other, and at which budgets: ascending, no limit last. */
export interface Contest {
  readonly norm: Norm;
  readonly budgets: readonly (number | null)[];
}

/** Every norm that two untargeted attacks or more work in. */
export function contestsOf(attacks: readonly AttackAsked[]): Contest[] {
  const untargeted = attacks.filter(({ targeted }) => !targeted);
  return [...groupBy(untargeted, ({ norm }) => norm)].flatMap(([norm, own]) => {
    if (new Set(own.map(({ name }) => name)).size < 2) return [];
    const budgets = new Set(own.flatMap((attack): readonly (number | null)[] => attack.budgets ?? [null]));
    return [{ norm, budgets: [...budgets].sort((a, b) => (a ?? Infinity) - (b ?? Infinity)) }];
  });
}

/** The worst case of one example: records of all attacks on it in, one for each contest and budget out. */
export const worstOf = (records: readonly FoundRecord[], contests: readonly Contest[]): FoundRecord[] =>
  contests.flatMap(({ norm, budgets }) => {
    const own = records.filter((record) => record.norm === norm && criterionOf(record) === 'untargeted');
    return own.length === 0 ? [] : budgets.map((budget) => worstAt(own, budget));
  });

/** What the attack of a record was asked for, as far as the record says. */
const askedOf = ({ attack, norm, budget, target }: FoundRecord): AttackAsked => ({
  ...{ name: attack, norm, budgets: budget === null ? null : [budget] },
  targeted: target !== undefined && target !== null,
});

/**
 * The worst case over attacks, example by example, as records of an attack that ran all of them: in every norm that two attacks or more work
 * in, targeted ones left out, an example is fooled at ε when any of them found a point within ε, and its distance is the smallest of those. Passes add up.
 *
 * @param records of one trial
 */
export function worstCase(records: readonly FoundRecord[]): FoundRecord[] {
  const contests = contestsOf(records.map(askedOf));
  const examples = [...groupBy(records, ({ id }) => id).values()];
  return contests.flatMap((contest) => examples.flatMap((found) => worstOf(found, [contest])));
}
