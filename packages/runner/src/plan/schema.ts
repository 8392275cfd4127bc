import type { Definition, Kind, Schema } from '@fragility/plugin';
import { jsonSchemaOf } from '@fragility/plugin/json-schema';
import { ATTACK_KEYS, experimentSchema } from '../config/schema.js';
import type { Registry } from '../plugins/registry.js';

type Json = Record<string, unknown>;

const jsonSchema = (schema: Schema): Json => jsonSchemaOf(schema, { lenient: true }) as Json;

/** JSON Schema of one definition's parameters. */
export function paramsSchema({ params }: Pick<Definition, 'params'>): Json {
  return Object.fromEntries(Object.entries(jsonSchema(params)).filter(([key]) => key !== '$schema'));
}

/**
 * JSON Schema of config files, for editors; with a registry also of the parameters of every part it knows.
 *
 * @example JSON.stringify(experimentJsonSchema(), null, 2);
 */
export function experimentJsonSchema(registry?: Registry): Json {
  const schema = jsonSchema(experimentSchema);
  if (!registry) return schema;
  const properties = schema['properties'] as Record<string, Json>;
  const attackPart = properties['attacks']!['additionalProperties'] as { properties: Record<string, Json> };
  const hosted = Object.fromEntries(ATTACK_KEYS.slice(1).map((key) => [key, attackPart.properties[key]!]));

  const oneOf = (kind: Kind, extra: Record<string, Json> = {}): Json => ({
    oneOf: registry.plugins.flatMap(({ source, provides }) =>
      provides
        .filter((definition) => definition.kind === kind)
        .map((definition) => {
          const params = paramsSchema(definition);
          const use = { enum: [definition.name, `${source}/${definition.name}`] };
          const required = ['use', ...((params['required'] as string[] | undefined) ?? [])];
          return {
            ...params,
            description: definition.summary,
            properties: { use, ...extra, ...(params['properties'] as Json) },
            required,
          };
        }),
    ),
  });
  return {
    ...schema,
    properties: {
      ...properties,
      dataset: oneOf('dataset'),
      models: { ...properties['models'], additionalProperties: oneOf('model') },
      attacks: { ...properties['attacks'], additionalProperties: oneOf('attack', hosted) },
      analyses: { ...properties['analyses'], items: oneOf('analysis') },
    },
  };
}
