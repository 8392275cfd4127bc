import type { ResultStore } from '../ports/result-store.js';
import { isRows, picturesOf } from '../store/rows.js';
import { unsealed } from '../store/sealed/sealed.js';
import type { KeptPart, PartKind } from './parts.js';
import type { KeptPlan, PlannedTrial } from './plans.js';

/** What a part is of. */
export interface Use {
  /** Its name in the config: of a trial, and of the answers of a model, the model's. */
  readonly name: string;
  readonly experiments: ReadonlySet<string>;
  /** Ids of the trials that it is in. */
  readonly trials: ReadonlySet<string>;
}

/** Names a part among those of all kinds. */
export const partId = ({ kind, key }: Pick<KeptPart, 'kind' | 'key'>): string => `${kind} ${key}`;

function* partsOf({ model, keys }: PlannedTrial): Generator<readonly [PartKind, string, string]> {
  yield ['trial', keys.trial, model];
  yield ['failure', keys.trial, model];
  yield ['slice', keys.trial, model];
  yield ['model', keys.model, model];
  yield ['evaluation', keys.evaluation, model];
  for (const [name, key] of Object.entries(keys.attacks)) yield ['attack', key, name];
  for (const [name, key] of Object.entries(keys.analyses)) yield ['analysis', key, name];
}

/** What parts are of, by {@link partId}. */
export function usesOf(plans: readonly KeptPlan[]): ReadonlyMap<string, Use> {
  const uses = new Map<string, { name: string; experiments: Set<string>; trials: Set<string> }>();
  for (const { experiment, trials } of plans)
    for (const trial of trials)
      for (const [kind, key, name] of partsOf(trial)) {
        const id = partId({ kind, key });
        const use = uses.get(id) ?? { name, experiments: new Set(), trials: new Set() };
        use.experiments.add(experiment);
        use.trials.add(trial.id);
        uses.set(id, use);
      }
  return uses;
}

/** Files of the pictures that the rows of an analysis show. */
async function picturesIn(parts: ResultStore, path: string): Promise<string[]> {
  const bytes = await parts.read(path);
  const rows = bytes && unsealed(new TextDecoder().decode(bytes).trimEnd())?.value;
  return isRows(rows) ? picturesOf(rows) : [];
}

/** Those of some parts that no plan needs; what is set aside is needed by none. */
export async function unusedOf(
  parts: ResultStore,
  kept: readonly KeptPart[],
  uses: ReadonlyMap<string, Use>,
): Promise<KeptPart[]> {
  const shown = new Set<string>();
  for (const part of kept)
    if (part.kind === 'analysis' && uses.has(partId(part)))
      for (const path of await picturesIn(parts, part.files[0]!)) shown.add(path);
  return kept.filter((part) => (part.kind === 'picture' ? !shown.has(part.files[0]!) : !uses.has(partId(part))));
}
