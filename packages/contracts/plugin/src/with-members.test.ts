import { describe, expect, it } from '@jest/globals';
import { withMembers } from './with-members.js';

class Base {
  #secret = 7;
  plain = 1;
  get derived(): number {
    return this.#secret;
  }
  told(): number {
    return this.#secret + this.plain;
  }
}
class Child extends Base {
  override get derived(): number {
    return super.derived + 1;
  }
  own = 'own';
}

describe('the same object with other members', () => {
  it('keeps what an instance inherits: getters, methods, private state', () => {
    const of = new Child();
    const view = withMembers(of, { own: 'other' });
    expect([view.own, view.derived, view.plain, view.told()]).toEqual(['other', 8, 1, 8]);
    of.plain = 5;
    expect([view.plain, view.told(), of.own]).toEqual([5, 12, 'own']);
    const { told } = view;
    expect(told()).toBe(12);
  });

  it('has the same names, so that it can be looked into and spread', () => {
    const view = withMembers(new Child(), { own: 'other' });
    expect(
      ['own', 'plain', 'derived', 'told', 'constructor', 'missing'].map((name) => Object.hasOwn(view, name)),
    ).toEqual([...[true, true, true, true, false, false]]);
    expect({ ...view, plain: 3 }).toMatchObject({ own: 'other', plain: 3, derived: 8 });
  });

  it('takes frozen objects, and those without a prototype', () => {
    const frozen: { a: number; f: () => number } = Object.freeze({ a: 1, f: () => 2 });
    expect(withMembers(frozen, { f: () => 3 }).f()).toBe(3);
    expect({ ...withMembers(Object.assign(Object.create(null) as { a: number }, { a: 1 }), {}) }).toEqual({ a: 1 });
  });

  it('reads a getter when it is asked for, not before', () => {
    const lazy = {
      get costly(): number {
        throw new Error('asked for');
      },
      a: 1,
    };
    const view = withMembers(lazy, { a: 2 });
    expect(view.a).toBe(2);
    expect(() => view.costly).toThrow('asked for');
  });
});
