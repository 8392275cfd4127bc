import { jsonSchemaOf, type JsonSchema } from '../params/json-schema.js';
import type { Definition } from '../definition.js';

/** One object of a definition's parameters: the parameters themselves (empty path), or one nested in them. */
interface ObjectSchema {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** JSON Schema of what an author may write; throws where a parameter has none. */
export const inputSchema = ({ params }: Pick<Definition, 'params'>): JsonSchema => jsonSchemaOf(params);

/** Every object with named keys in a JSON Schema, outermost first. */
export function objectsIn(schema: unknown, path = ''): ObjectSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, ...rest } = schema as JsonSchema;
  return [
    ...(properties ? [{ path, schema: schema as JsonSchema }] : []),
    ...Object.entries(properties ?? {}).flatMap(([key, inner]) => objectsIn(inner, path ? `${path}.${key}` : key)),
    ...Object.entries(rest).flatMap(([key, inner]) => (key === 'default' ? [] : objectsIn(inner, path))),
  ];
}
