import type { Issue } from './schema.js';
import { asSaid, bounded, either, oneOf, typeCalled, type Expectation } from './words.js';

/** The fields that zod's issues have beside path and message, by their code. */
export interface ZodIssue extends Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly origin?: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: boolean;
  /** Issues of each branch of a union. */
  readonly errors?: readonly (readonly ZodIssue[])[];
  /** Values of the key that tells branches apart. */
  readonly options?: readonly unknown[];
}

/** What an issue of zod wanted. */
export function wantedByZod(issue: ZodIssue): Expectation {
  const { code, origin = '', inclusive } = issue;
  switch (code) {
    case 'invalid_type':
      return typeCalled(issue.expected!);
    case 'invalid_value':
      return oneOf(issue.values!);
    case 'too_small':
      return bounded(origin, 'least', issue.minimum, inclusive);
    case 'too_big':
      return bounded(origin, 'most', issue.maximum, inclusive);
    case 'invalid_union':
      return wantedOfUnion(issue);
    default:
      return asSaid(issue.message);
  }
}

function wantedOfUnion({ message, options, errors = [] }: ZodIssue): Expectation {
  if (message.startsWith('expected ')) return asSaid(message);
  return options ? oneOf(options) : either(errors.flat().map(wantedByZod));
}
