import { FragilityError } from '@fragility/numerics';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { Extended } from '../schema/extended.js';
import type { Schema } from '../schema/schema.js';

/** The part of a JSON Schema that is read here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly description?: string;
  readonly const?: unknown;
}

/** What narrows a value further than JSON Schema can say. */
const UNSAID = new Set(['check', 'finite']);

/**
 * JSON Schema (draft 2020-12) of what an author may write, for editors and tables of parameters.
 *
 * With `lenient`, what JSON Schema cannot say is left open.
 *
 * @throws FragilityError `plugin/json-schema` for libraries that have none; errors of the library where a schema has none.
 * @example jsonSchemaOf(fgsm.params).properties?.loss;
 */
export function jsonSchemaOf(schema: Schema, { lenient = false } = {}): JsonSchema {
  const { parts } = schema as Partial<Extended<unknown>>;
  if (parts) return merged(parts.map((part) => jsonSchemaOf(part, { lenient })));
  const { vendor, jsonSchema } = schema['~standard'];
  if (jsonSchema) {
    const libraryOptions = { unrepresentable: lenient ? 'any' : 'throw' };
    return jsonSchema.input({ target: 'draft-2020-12', libraryOptions });
  }
  if (vendor === 'valibot')
    return toJsonSchema(schema as Parameters<typeof toJsonSchema>[0], {
      typeMode: 'input',
      target: 'draft-2020-12',
      errorMode: lenient ? 'ignore' : 'throw',
      overrideAction: ({ valibotAction, jsonSchema: said }) => (UNSAID.has(valibotAction.type) ? said : undefined),
    }) as JsonSchema;
  throw new FragilityError(
    {
      given: `a schema of ${vendor} has no JSON Schema`,
      expected: 'zod 4.2 or later, or valibot',
      remedy: 'use one of these',
    },
    { where: 'plugin/json-schema', code: 'plugin/json-schema', kind: 'input' },
  );
}

const merged = (parts: readonly JsonSchema[]): JsonSchema => ({
  ...parts[0],
  properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, JsonSchema>,
  required: parts.flatMap(({ required = [] }) => required),
});
