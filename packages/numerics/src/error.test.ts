import { describe, expect, it } from '@jest/globals';
import { FragilityError, isFragilityError, statementAbout } from './error.js';

const statement = { given: 'budget is -1', expected: 'a number ≥ 0', remedy: 'use 0' };

describe('FragilityError', () => {
  it('writes its message of the parts of its statement and keeps them', () => {
    const error = new FragilityError(statement, { where: 'attack/pgd', code: 'attack/budget', kind: 'input' });
    expect(error.message).toBe('[attack/pgd] budget is -1, expected a number ≥ 0; use 0');
    expect(error.sentence).toBe('budget is -1, expected a number ≥ 0; use 0');
    expect({ ...error }).toEqual({
      name: 'FragilityError',
      sentence: error.sentence,
      where: 'attack/pgd',
      code: 'attack/budget',
      kind: 'input',
      ...statement,
    });
  });

  it('leaves out what was not expected, and keeps a sentence as it is', () => {
    const { given, remedy } = statement;
    const facts = { where: 'a/b', code: 'a/c', kind: 'failure' } as const;
    expect(new FragilityError({ given, remedy }, facts).sentence).toBe('budget is -1; use 0');
    expect(new FragilityError('one, expected two; three', facts)).not.toHaveProperty('given');
  });

  it('carries file, path, node and cause where it has them', () => {
    const cause = new Error('raw');
    const facts = { file: 'a.yaml:3:1', path: ['attacks', 0], node: { name: 'n', op: 'Add', why: 'is odd' } };
    const error = new FragilityError(statement, { where: 'a/b', code: 'a/c', kind: 'input', ...facts, cause });
    expect(error).toMatchObject(facts);
    expect(error.cause).toBe(cause);
    expect(Object.keys(new FragilityError('x', { where: 'a/b', code: 'a/c', kind: 'input' }))).not.toContain('cause');
  });

  it('is known by its name, so that two copies of the package agree', () => {
    const other = Object.assign(new Error('x'), { name: 'FragilityError' });
    expect(isFragilityError(other)).toBe(true);
    expect(isFragilityError(new Error('x'))).toBe(false);
    expect(isFragilityError({ name: 'FragilityError' })).toBe(false);
  });
});

it('says of a file what an error says, its parts apart', () => {
  const facts = { where: 'model/x', code: 'x/layers', kind: 'input' } as const;
  const parts = { given: 'no layers', expected: 'some', remedy: 'save it again' };
  expect(statementAbout('a.json', new FragilityError(parts, facts))).toEqual({ ...parts, given: 'a.json: no layers' });
  expect(statementAbout('a.json', new FragilityError('no layers; save it', facts))).toBe('a.json: no layers; save it');
});
