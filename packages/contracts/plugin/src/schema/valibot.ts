import { fieldsOf, nodeAt, unwrapped, type Node } from './node.js';
import { isSchema, type Issue, type Schema } from './schema.js';
import { asSaid, bounded, either, oneOf, typeCalled, type Expectation } from './words.js';

/** The fields that valibot's issues have beside path and message. */
export interface ValibotIssue extends Issue {
  readonly kind: 'schema' | 'validation' | 'transformation';
  readonly type: string;
  readonly input: unknown;
  readonly requirement?: unknown;
}

const BOUNDS = new Map<string, readonly ['least' | 'most', boolean]>([
  ['min_value', ['least', true]],
  ['gt_value', ['least', false]],
  ['max_value', ['most', true]],
  ['lt_value', ['most', false]],
  ['min_length', ['least', true]],
  ['max_length', ['most', true]],
]);

/** What an issue of valibot wanted of the value at a path of the input. */
export function wantedByValibot(
  issue: ValibotIssue,
  schema: Schema,
  input: unknown,
  path: readonly PropertyKey[],
): Expectation {
  const { kind, type, message, requirement } = issue;
  if (message.startsWith('expected ')) return asSaid(message);
  if (type === 'variant') return wantedByVariant(nodeAt(schema, path.slice(0, -1), input), path.at(-1)!);
  if (kind === 'schema') return wantedByNode(nodeAt(schema, path, input));
  const bound = BOUNDS.get(type);
  if (bound) return bounded(Array.isArray(issue.input) ? 'array' : typeof issue.input, bound[0], requirement, bound[1]);
  if (type === 'integer' || type === 'safe_integer') return typeCalled('int');
  if (type === 'finite') return typeCalled('number');
  return asSaid(message);
}

function wantedByNode(node: Node | undefined): Expectation {
  const { type = 'object', options = [], literal } = node ?? {};
  if (literal !== undefined) return oneOf([literal]);
  const branches = options.filter(isSchema);
  if (type !== 'variant' && branches.length > 0)
    return either(branches.map((branch) => wantedByNode(unwrapped(branch))));
  if (type === 'picklist') return oneOf(options);
  return typeCalled(/object$|^variant$/.test(type) ? 'object' : type);
}

/** The values of the key that tells the branches of a variant apart. */
const wantedByVariant = (node: Node | undefined, key: PropertyKey): Expectation =>
  oneOf((node?.options ?? []).map((branch) => unwrapped(fieldsOf(branch)[key])?.literal));
