import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { checkPlugin, definePlugin, FragilityError, type Definition } from './index.js';

const METHOD: Record<string, string> = { dataset: 'open', model: 'build', attack: 'create', analysis: 'run' };
const definition = (name: unknown, kind = 'attack'): Definition =>
  ({ kind, name, summary: 'a test', params: z.strictObject({}), [METHOD[kind] ?? 'x']: () => null }) as Definition;

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof FragilityError) return `${error.code} ${error.message}`;
  }
  return 'nothing thrown';
};

describe('definePlugin', () => {
  it('answers the plugin it was given', () => {
    const plugin = { api: 1 as const, provides: [definition('pgd')] };
    expect(definePlugin(plugin)).toBe(plugin);
  });

  it('lets two kinds share a name', () => {
    expect(() =>
      definePlugin({ api: 1, provides: [definition('linear'), definition('linear', 'model')] }),
    ).not.toThrow();
  });

  it.each([
    [undefined, 'plugin/shape'],
    [{ provides: [] }, 'plugin/shape'],
    [{ api: 2, provides: [] }, 'plugin/api'],
    [{ api: 1 }, 'plugin/shape'],
    [{ api: 1, provides: [definition('PGD')] }, 'plugin/definition'],
    [{ api: 1, provides: [definition('pgd', 'assault')] }, 'plugin/definition'],
    [{ api: 1, provides: [definition('pgd'), definition('pgd')] }, 'plugin/definition'],
    [{ api: 1, provides: [definition(undefined)] }, 'plugin/definition'],
    [{ api: 1, provides: [null] }, 'plugin/definition'],
    [{ api: 1, provides: [{ ...definition('pgd'), params: undefined }] }, 'plugin/definition'],
    [{ api: 1, provides: [{ ...definition('pgd'), params: { steps: 3 } }] }, 'plugin/definition'],
    [{ api: 1, provides: [{ ...definition('pgd'), create: undefined }] }, 'plugin/definition'],
    [{ api: 1, provides: [{ ...definition('law', 'analysis'), columns: null }] }, 'plugin/definition'],
    [{ api: 1, provides: [{ ...definition('mnist', 'dataset'), open: 'a file' }] }, 'plugin/definition'],
  ])('refuses %j', (plugin, code) => {
    const message = codeOf(() => checkPlugin(plugin, 'some-package'));
    expect(message).toMatch(new RegExp(`^${code} \\[some-package\\]`));
  });
});
