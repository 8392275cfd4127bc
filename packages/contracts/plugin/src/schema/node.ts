import { isSchema, validate, type Issue } from './schema.js';

/** What the objects of zod and valibot show of themselves. */
export interface Node {
  /** Fields of an object: of zod, of valibot. */
  readonly shape?: Readonly<Record<PropertyKey, unknown>>;
  readonly entries?: Readonly<Record<PropertyKey, unknown>>;
  /** Branches of a union, or the words of a choice. */
  readonly options?: readonly unknown[];
  /** What a default or an optional is wrapped around: of valibot, of zod. */
  readonly wrapped?: unknown;
  unwrap?(): unknown;
  readonly type?: string;
  readonly literal?: unknown;
  readonly pipe?: readonly { readonly type: string }[];
}

/** The keys of a path, whichever way a library writes them. */
export const keysOf = ({ path = [] }: Issue): (string | number)[] =>
  path.map((key) => (typeof key === 'object' ? key.key : key) as string | number);

/** The value at a path, if there is one. */
export const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** The fields of an object schema by name; none for other schemas. */
export const fieldsOf = (schema: unknown): Readonly<Record<PropertyKey, unknown>> => {
  const { shape, entries } = (schema ?? {}) as Node;
  return shape ?? entries ?? {};
};

/** A schema without its defaults and optionals. */
export function unwrapped(schema: unknown): Node | undefined {
  let node = schema as Node | undefined;
  while (node?.unwrap ?? node?.wrapped) node = (node!.unwrap ? node!.unwrap() : node!.wrapped) as Node | undefined;
  return node;
}

/** An unwrapped schema; of a union the branch that a value belongs to, unknown keys aside. */
function branchOf(schema: unknown, value: unknown): Node | undefined {
  const node = unwrapped(schema);
  const branches = node?.options?.filter(isSchema) ?? [];
  if (branches.length === 0) return node;
  const fitting = branches.find((branch) => (validate(branch, value).issues ?? []).every(isUnknownKey));
  return fitting && branchOf(fitting, value);
}

/** The schema of the value at a path of the input; unions on the way are entered by the branch that the input belongs to. */
export function nodeAt(schema: unknown, path: readonly PropertyKey[], input: unknown): Node | undefined {
  let node = unwrapped(schema);
  path.forEach((key, depth) => {
    const fields = fieldsOf(branchOf(node, at(input, path.slice(0, depth))));
    node = Object.hasOwn(fields, key) ? unwrapped(fields[key]) : undefined;
  });
  return node;
}

/** Keys that a schema knows at a path of its input. */
export const keysAt = (schema: unknown, path: readonly PropertyKey[], input: unknown): string[] =>
  Object.keys(fieldsOf(branchOf(nodeAt(schema, path, input), at(input, path))));

/** Whether an issue is a key that the schema does not know: zod's and valibot's way to say so. */
export function isUnknownKey(issue: Issue): boolean {
  const { code, type, expected } = issue as Issue & Readonly<Record<'code' | 'type' | 'expected', unknown>>;
  return code === 'unrecognized_keys' || (type === 'strict_object' && expected === 'never');
}
