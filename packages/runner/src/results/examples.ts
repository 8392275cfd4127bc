import { npyHeader } from '@fragility/dataset/files';
import { FragilityError } from '@fragility/plugin';
import { toCsv } from '@fragility/report';
import type { Plan } from '../plan/plan.js';
import type { ByteRange, ResultStore } from '../ports/result-store.js';
import type { Warn } from '../store/sealed/damage.js';
import { eachLine, lineAt } from '../store/lines.js';
import { hasPoint, heldRecords, isRecords, pointOf } from '../store/records.js';
import type { DoneTrial, StoredRecord } from '../store/result.js';
import { attackTable } from './tables.js';

/** Where what is saved goes, and comes from. */
export interface Saving {
  readonly plan: Plan;
  readonly store: ResultStore;
  readonly parts: ResultStore;
}

/** What the files of a trial are called: the model, for people, and the trial, as a model has many. */
export const savedAs = ({ model, id }: Pick<DoneTrial, 'model' | 'id'>): string => `${model}-${id}`;

/** Where the line of an example is. */
interface At {
  readonly path: string;
  readonly place: ByteRange;
}

/** Where the lines of the examples of an attack are that have their points. */
async function linesWithPoints(parts: ResultStore, key: string, warn: Warn): Promise<Map<string, At>> {
  const at = new Map<string, At>();
  const held = heldRecords(true);
  await eachLine(parts, `attacks/${key}`, isRecords, warn, (id, records, path, place) => {
    if (held(records)) at.set(id, { path, place });
  });
  return at;
}

/** A .npy file of the points of some records, one line of the parts in memory at a time. */
async function* npyOf(
  parts: ResultStore,
  records: readonly StoredRecord[],
  shape: readonly number[],
  lines: ReadonlyMap<string, At>,
): AsyncGenerator<Uint8Array> {
  yield npyHeader([records.length, ...shape], 'float64');
  const bytes = 8 * shape.reduce((a, b) => a * b, 1);
  for (const { id, budget, attack } of records) {
    const at = lines.get(id);
    const found = at && (await lineAt(parts, at.path, at.place, isRecords));
    const record = found?.find((one) => one.budget === budget);
    const point = record && pointOf(record);
    if (point?.length !== bytes)
      throw new FragilityError(
        {
          given: `the point that attack '${attack}' found for ${id} cannot be read from ${parts.name}`,
          remedy: 'run again: it is found anew',
        },
        { where: 'runner/examples', code: 'runner/points', kind: 'failure' },
      );
    yield point;
  }
}

/** Writes the points that an attack found in a trial, `examples/MODEL-TRIAL/ATTACK.npy`, and which they are, the same with `.csv`: a row for each. */
export async function saveExamples(
  { plan, store, parts }: Saving,
  trial: DoneTrial,
  attack: string,
  key: string,
  warn: Warn,
): Promise<void> {
  const records = trial.attacks.filter((record) => record.attack === attack && hasPoint(record));
  const lines = await linesWithPoints(parts, key, warn);
  const path = `examples/${savedAs(trial)}/${attack}`;
  await store.write(`${path}.npy`, npyOf(parts, records, trial.shape, lines));
  const { columns, rows } = attackTable([{ ...trial, attacks: records }], plan.sweptPaths);
  await store.write(`${path}.csv`, toCsv(rows, columns));
}
