import { describe, expect, it } from '@jest/globals';
import { date, literal, object, optional, strictObject, union } from 'valibot';
import { z } from 'zod';
import { choice, flag, integer, real, type Schema } from '../index.js';
import { jsonSchemaOf } from './json-schema.js';

describe('jsonSchemaOf', () => {
  it('says of parameters what an author may write', () => {
    const params = strictObject({
      steps: optional(integer('gradient steps', { min: 1 }), 40),
      step: optional(real('step length', { above: 0, below: 1 }), 0.1),
      loss: choice('loss to ascend', ['margin', 'dlr']),
      bias: optional(flag('whether there are biases'), true),
      classes: optional(union([literal('all'), integer('so many', { min: 2, max: 9 })])),
    });
    expect(jsonSchemaOf(params)).toMatchObject({
      properties: {
        steps: { type: 'integer', minimum: 1, default: 40, description: 'gradient steps' },
        step: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1, default: 0.1, description: 'step length' },
        loss: { enum: ['margin', 'dlr'], description: 'loss to ascend' },
        bias: { type: 'boolean', default: true, description: 'whether there are biases' },
        classes: { anyOf: [{ const: 'all' }, { type: 'integer', minimum: 2, maximum: 9 }] },
      },
      required: ['loss'],
      additionalProperties: false,
    });
  });

  it('is the same for zod', () => {
    const params = z.strictObject({ steps: z.int().positive().default(40).describe('gradient steps') });
    expect(jsonSchemaOf(params)).toMatchObject({
      properties: { steps: { type: 'integer', default: 40, description: 'gradient steps' } },
      additionalProperties: false,
    });
  });

  it.each<readonly [string, Schema]>([
    ['zod', z.strictObject({ when: z.date() })],
    ['valibot', object({ when: date() })],
  ])('leaves open what JSON Schema cannot say only where asked to: %s', (_, schema) => {
    expect(() => jsonSchemaOf(schema)).toThrow();
    expect(jsonSchemaOf(schema, { lenient: true })).toMatchObject({ type: 'object' });
  });

  it('names libraries that have none', () => {
    const schema: Schema = { '~standard': { version: 1, vendor: 'other', validate: (value) => ({ value }) } };
    expect(() => jsonSchemaOf(schema)).toThrow('a schema of other has no JSON Schema, expected zod 4.2 or later');
  });
});
