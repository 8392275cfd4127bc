import { createHash } from 'node:crypto';

/** A value whose canonical JSON is known already, as a part that many trials share. */
export class Prepared {
  readonly text: string;
  constructor(value: unknown) {
    this.text = canonical(value);
  }
}

/** JSON with sorted keys and without undefined values: equal values have equal texts, whatever order they were written in. */
export function canonical(value: unknown): string {
  if (value instanceof Prepared) return value.text;
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** First 16 hex digits of the SHA-256 of the canonical JSON. */
export const identity = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);
