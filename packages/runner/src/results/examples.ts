import { npyHeader } from '@fragility/dataset/files';
import { FragilityError } from '@fragility/plugin';
import { csvOf } from '@fragility/report';
import type { Plan } from '../plan/plan.js';
import type { ResultStore } from '../ports/result-store.js';
import type { Warn } from '../store/sealed/damage.js';
import { recordReader, whereabouts } from '../store/found.js';
import { knownLines } from '../store/lines.js';
import { hasPoint, isRecords, pointOf, type EncodedRecord } from '../store/records.js';
import type { AttackFindings, DoneTrial } from '../store/result.js';
import { attackTable } from './tables.js';

/** Where what is saved goes, and comes from. */
export interface Saving {
  readonly plan: Plan;
  readonly store: ResultStore;
  readonly parts: ResultStore;
}

/** What the files of a trial are called: the model, for people, and the trial, as a model has many. */
export const savedAs = ({ model, id }: Pick<DoneTrial, 'model' | 'id'>): string => `${model}-${id}`;

/** The findings of an attack that have points. */
const withPoints = (findings: AttackFindings): AttackFindings => ({
  ...findings,
  async *records() {
    for await (const record of findings.records()) if (hasPoint(record)) yield record;
  },
});

async function countOf(all: AsyncIterable<unknown>): Promise<number> {
  const drawn = all[Symbol.asyncIterator]();
  let count = 0;
  while (!(await drawn.next()).done) count++;
  return count;
}

/** A .npy file of the points of some records, those of one example in memory at a time. */
async function* npyOf(
  { name, records }: AttackFindings,
  shape: readonly number[],
  read: (id: string) => Promise<readonly EncodedRecord[]>,
): AsyncGenerator<Uint8Array> {
  yield npyHeader([await countOf(records()), ...shape], 'float64');
  const bytes = 8 * shape.reduce((a, b) => a * b, 1);
  for await (const { id, budget } of records()) {
    const record = (await read(id)).find((one) => one.budget === budget);
    const point = record && pointOf(record);
    if (point?.length !== bytes)
      throw new FragilityError(
        {
          given: `the point that attack '${name}' found for ${id} cannot be read`,
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
  findings: AttackFindings,
  key: string,
  warn: Warn,
): Promise<void> {
  const found = withPoints(findings);
  const known = await knownLines(parts, `attacks/${key}`, isRecords, warn, whereabouts(true));
  const path = `examples/${savedAs(trial)}/${found.name}`;
  const read = recordReader(parts);
  await store.write(
    `${path}.npy`,
    npyOf(found, trial.shape, (id) => read(known.get(id), id)),
  );
  const { columns, rows } = attackTable([{ ...trial, attacks: [found] }], plan.sweptPaths);
  await store.write(
    `${path}.csv`,
    csvOf(
      rows(),
      columns.map(({ name }) => name),
    ),
  );
}
