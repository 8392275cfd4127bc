import { describe, expect, it } from '@jest/globals';
import { optional, strictObject } from 'valibot';
import { z } from 'zod';
import { checkParams, extended, integer, real } from '../index.js';
import { jsonSchemaOf } from '../params/json-schema.js';

const base = z.strictObject({
  steps: z.int().positive().default(40).describe('steps'),
  seed: z.int().describe('seed'),
});
const both = extended(
  base,
  strictObject({ halvings: optional(integer('halvings', { min: 1 }), 10), start: real('start') }),
);

describe('extended', () => {
  it('checks each parameter by the schema that has it', () => {
    expect(checkParams(both, { seed: 1, start: 0.5 })).toEqual({
      value: { steps: 40, seed: 1, halvings: 10, start: 0.5 },
    });
    expect(checkParams(both, { seed: 'a', start: 'b' }).problems!.map(({ path }) => path)).toEqual([
      ['seed'],
      ['start'],
    ]);
  });

  it('knows the keys of both', () => {
    const [problem] = checkParams(both, { seed: 1, start: 0, halvigns: 3 }).problems!;
    expect(problem).toEqual({
      path: ['halvigns'],
      message:
        "unknown key 'halvigns' (did you mean 'halvings'?); known: steps, seed, halvings, start; correct or remove it",
      kind: 'unknown-key',
    });
  });

  it('has the JSON Schema of both', () => {
    const { properties, required, additionalProperties } = jsonSchemaOf(both);
    expect([Object.keys(properties!), required, additionalProperties]).toEqual([
      ['steps', 'seed', 'halvings', 'start'],
      ['seed', 'start'],
      false,
    ]);
  });

  it('refuses what is no object', () => expect(checkParams(both, 3).problems![0]!.message).toContain('expected a map'));
});
