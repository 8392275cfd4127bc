import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FragilityError, parseParams, problems, suggest } from './index.js';

const schema = z.strictObject({
  steps: z.int().positive().default(40),
  loss: z.enum(['cross-entropy', 'margin']).default('margin'),
  fit: z.strictObject({ method: z.string(), rate: z.number().default(1) }).optional(),
  choice: z.union([z.literal('all'), z.int().positive()]).default('all'),
});

const messageOf = (input: unknown): string => {
  try {
    parseParams('attack/pgd', schema, input);
  } catch (error) {
    if (error instanceof FragilityError) return error.message;
  }
  return 'nothing thrown';
};

describe('parseParams', () => {
  it('fills defaults', () => {
    expect(parseParams('attack/pgd', schema, undefined)).toEqual({ steps: 40, loss: 'margin', choice: 'all' });
  });

  it('suggests the key that was meant', () => {
    expect(messageOf({ stpes: 3 })).toBe(
      "[attack/pgd] stpes: unknown key 'stpes' (did you mean 'steps'?); known: steps, loss, fit, choice",
    );
    expect(messageOf({ fit: { method: 'adam', rte: 1 } })).toContain("(did you mean 'rate'?)");
  });

  it('suggests the value that was meant', () => {
    expect(messageOf({ loss: 'cross-entrpy' })).toContain(
      '"cross-entrpy" given, expected cross-entropy | margin (did you mean',
    );
  });

  it('names every wrong parameter, what was given and what was expected', () => {
    const message = messageOf({ steps: 'ten', fit: {} });
    expect(message).toContain('steps: "ten" given, expected number');
    expect(message).toContain('fit.method: missing, expected string');
  });

  it('explains unions by their closest branch', () => {
    expect(messageOf({ choice: -1 })).toContain('choice:');
    expect(messageOf({ choice: -1 })).toContain('-1 given');
  });

  it('gives paths for positions in files', () => {
    const parsed = schema.safeParse({ fit: { method: 'adam', rte: 1 } });
    expect(problems(schema, { fit: { method: 'adam', rte: 1 } }, parsed.error!)[0]!.path).toEqual(['fit', 'rte']);
  });
});

describe('suggest', () => {
  it('is silent when nothing is close', () => {
    expect(suggest('banana', ['steps', 'loss'])).toBe('');
  });
});
