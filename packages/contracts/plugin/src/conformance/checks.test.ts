import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { definePlugin, runChecks, type Definition } from '../index.js';
import { pluginChecks } from './index.js';

const good = {
  kind: 'attack',
  name: 'random-search',
  summary: 'Tries random points, e.g. corners, and keeps the best',
  params: z.strictObject({
    points: z.int().positive().default(10).describe('points tried'),
    seedling: z.string().describe('described before its default').optional(),
    start: z
      .discriminatedUnion('at', [
        z.strictObject({ at: z.literal('input') }),
        z.strictObject({ at: z.literal('away'), radius: z.number().describe('how far away') }),
      ])
      .default({ at: 'input' })
      .describe('where the search starts'),
  }),
  create: () => () => null,
} as Definition;
const required: Definition = { ...good, name: 'grid', params: z.strictObject({ size: z.int().describe('points') }) };
const providing = (...provides: object[]): unknown => ({ api: 1, provides });
const variant = (change: object): unknown => providing(good, { ...good, name: 'other', ...change });
const withParam = (schema: z.ZodType): unknown => variant({ params: z.strictObject({ extra: schema }) });

const NAMES = 'definitions have a kind, a unique well-formed name and parameters';
const broken: readonly [string, string, unknown][] = [
  ['no plugin at all', 'is a plugin of this api', undefined],
  ['a plugin of another api', 'is a plugin of this api', { api: 2, provides: [good] }],
  ['a plugin without a list', 'is a plugin of this api', { api: 1 }],
  ['a plugin without definitions', 'provides something', providing()],
  ['a malformed name', NAMES, variant({ name: 'Other' })],
  ['a repeated name', NAMES, providing(good, good)],
  ['an unknown kind', NAMES, variant({ kind: 'defence' })],
  ['no parameters', NAMES, variant({ params: undefined })],
  ['no summary', 'summaries are one sentence', variant({ summary: ' ' })],
  ['a summary of two sentences', 'summaries are one sentence', variant({ summary: 'Tries points. Keeps the best' })],
  ['a summary of two lines', 'summaries are one sentence', variant({ summary: 'Tries points\nand keeps the best' })],
  ['loose parameters', 'unknown parameters are refused by name', variant({ params: z.looseObject({}) })],
  ['parameters that drop keys', 'unknown parameters are refused by name', variant({ params: z.object({}) })],
  [
    'loose parameters further in',
    'unknown parameters are refused by name',
    withParam(
      z
        .array(z.object({ size: z.int().describe('size') }))
        .default([])
        .describe('shapes'),
    ),
  ],
  ['a parameter without description', 'every parameter has a description', withParam(z.int().default(1))],
  [
    'a nested parameter without description',
    'every parameter has a description',
    withParam(z.strictObject({ size: z.int() }).default({ size: 1 }).describe('shape')),
  ],
  [
    'a default that is not allowed',
    'defaults are allowed values',
    withParam(z.int().max(3).default(4).describe('few')),
  ],
  [
    'a nested default that is not allowed',
    'defaults are allowed values',
    withParam(
      z
        .strictObject({ n: z.int().max(3).default(4).describe('few') })
        .prefault({})
        .describe('shape'),
    ),
  ],
  [
    'defaults that change when they are written out',
    'defaults are allowed values',
    withParam(
      z
        .number()
        .default(1)
        .transform((v) => v + 1)
        .describe('counts up'),
    ),
  ],
  [
    'defaults that contradict each other',
    'defaults are allowed values',
    variant({ params: z.strictObject({ n: z.int().default(1).describe('n') }).refine(({ n }) => n > 1, 'too few') }),
  ],
  ['a parameter no file can hold', 'parameters have a JSON Schema', withParam(z.date().optional().describe('when'))],
];

describe('pluginChecks', () => {
  it('passes a correct plugin', async () => {
    const verdicts = await runChecks(pluginChecks(definePlugin({ api: 1, provides: [good, required] })));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
    expect(new Set(verdicts.map(({ check }) => check)).size).toBe(8);
  });

  it.each(broken)('catches %s', async (_name, check, plugin) => {
    const failed = (await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed);
    expect(failed.map((verdict) => verdict.check)).toContain(check);
  });

  it('names the definition and the parameter', async () => {
    const verdicts = await runChecks(pluginChecks(withParam(z.int().default(1))));
    expect(verdicts.find(({ passed }) => !passed)!.detail).toBe(
      "attack 'other': 'extra' has no description; give it one",
    );
  });
});
