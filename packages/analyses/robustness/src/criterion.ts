import { isMeasured, type FoundRecord } from '@fragility/analysis';

export type CriterionName = 'untargeted' | 'targeted';

/** What counted as success of an attack: any other class, or a given one. */
export const criterionOf = ({ target }: Pick<FoundRecord, 'target'>): CriterionName =>
  target === undefined || target === null ? 'untargeted' : 'targeted';

/** Whether a record says anything about its model: its example could be measured, and is not of the class that it would be led to. */
export const isCounted = (record: FoundRecord): boolean =>
  isMeasured(record) && (criterionOf(record) === 'untargeted' || record.target !== record.label);
