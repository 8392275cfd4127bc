import { isMeasured } from '@fragility/analysis';
import type { AttackRecord } from '@fragility/attack';

/** A record as a line holds it: the point found as base64 of its float64 values. */
export type EncodedRecord = Found & { readonly candidate?: string };

/** A record without the point found. */
export type Found = Omit<AttackRecord, 'candidate'>;

const isRecord = (value: unknown): value is EncodedRecord => {
  const { id, attack, outcome, success } = (value ?? {}) as Partial<EncodedRecord>;
  return [id, attack, outcome].every((text) => typeof text === 'string') && typeof success === 'boolean';
};

/** Whether a stored value is the records of an example, one for each budget. */
export const isRecords = (value: unknown): value is readonly EncodedRecord[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord);

/** The same record without its point. */
export function withoutPoint(record: AttackRecord | EncodedRecord): Found {
  const kept = { ...record };
  delete (kept as { candidate?: unknown }).candidate;
  return kept;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** A record as it is kept; `points` keeps the point found, as float64 values in little-endian order. */
export const encoded = (record: AttackRecord, points: boolean): EncodedRecord =>
  points && record.candidate
    ? { ...record, candidate: bytesOf(Float64Array.from(record.candidate)).toString('base64') }
    : ({ ...record, candidate: undefined } as Found);

/** The point that a record was kept with. */
export const pointOf = ({ candidate }: EncodedRecord): Uint8Array | undefined =>
  candidate === undefined ? undefined : Uint8Array.from(Buffer.from(candidate, 'base64'));

/** A record without its point, as it was before JSON made null of what is not finite. */
export function decoded(read: EncodedRecord): Found {
  const record = read.candidate === undefined ? read : withoutPoint(read);
  const unknown = isMeasured(record) ? Infinity : NaN;
  const margin = (record.margin as number | null) ?? (record.success ? -Infinity : unknown);
  const distance = (record.distance as number | null) ?? Infinity;
  return { ...record, distance, margin };
}

/** Whether a record is of a point that an attack has found. */
export const hasPoint = ({ success, skipped }: Pick<Found, 'success' | 'skipped'>): boolean => success && !skipped;

/** Whether the points that records are of were kept with them. */
export const hasItsPoints = (records: readonly EncodedRecord[]): boolean =>
  records.every((record) => !hasPoint(record) || record.candidate !== undefined);
