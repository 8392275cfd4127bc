import { isMeasured } from '@fragility/analysis';
import type { DoneTrial, StoredRecord } from '../store/result.js';

/** What records say beside their numbers, counted as they are read. */
export interface Remarks {
  /** The same trial, whose records are counted each time that they are read. */
  reading(trial: DoneTrial): DoneTrial;
  /** What attacks warn of: a randomised model, gradients that are zero, and the like. */
  warnings(): string[];
  /** Attacks that met NaN, or a model that threw: such examples count as robust, which must not pass in silence. */
  broken(): string[];
}

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

export function remarksOn(): Remarks {
  const warned = new Map<string, number>();
  const broken = new Map<string, number>();
  const note = (model: string, record: StoredRecord): void => {
    const of = `attack '${record.attack}' on model '${model}'`;
    for (const warning of record.warnings ?? []) count(warned, `${of}: ${warning}`);
    if (record.outcome === 'failed' && isMeasured(record)) count(broken, `${record.reason} (${of}`);
  };
  return {
    reading: (trial) => ({
      ...trial,
      attacks: trial.attacks.map((findings) => ({
        ...findings,
        async *records() {
          for await (const record of findings.records()) {
            note(trial.model, record);
            yield record;
          }
        },
      })),
    }),
    warnings: () => [...warned].map(([key, records]) => `${key} (${records} records)`),
    broken: () => [...broken].map(([key, records]) => `${key}, ${records} records, counted as not fooled)`),
  };
}
