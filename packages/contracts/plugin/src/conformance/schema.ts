import { z } from 'zod';
import type { Definition } from '../definition.js';

/** The part of a JSON Schema that the checks read. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly description?: string;
  readonly const?: unknown;
}

/** One object of a definition's parameters: the parameters themselves (empty path), or one nested in them. */
interface ObjectSchema {
  readonly path: string;
  readonly schema: Schema;
}

/** JSON Schema of what an author may write; throws where a parameter has none. */
export const inputSchema = ({ params }: Pick<Definition, 'params'>): Schema =>
  z.toJSONSchema(params, { io: 'input' }) as Schema;

/** Every object with named keys in a JSON Schema, outermost first. */
export function objectsIn(schema: unknown, path = ''): ObjectSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, ...rest } = schema as Schema;
  return [
    ...(properties ? [{ path, schema: schema as Schema }] : []),
    ...Object.entries(properties ?? {}).flatMap(([key, inner]) => objectsIn(inner, path ? `${path}.${key}` : key)),
    ...Object.entries(rest).flatMap(([key, inner]) => (key === 'default' ? [] : objectsIn(inner, path))),
  ];
}
