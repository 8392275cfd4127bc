import * as v from 'valibot';
import { z } from 'zod';
import type { Schema } from '../index.js';

const zodSchema = z.strictObject({
  steps: z.int().positive().default(40),
  loss: z.enum(['cross-entropy', 'margin']).default('margin'),
  fit: z.strictObject({ method: z.string(), rate: z.number().default(1) }).optional(),
  choice: z.union([z.literal('all'), z.int().positive()]).default('all'),
  size: z
    .union([z.number(), z.string().regex(/^\d+px$/)], { error: 'expected a number or pixels such as 8px' })
    .default(1),
  train: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('adam'), batch: z.int().default(1) }),
      z.strictObject({ method: z.literal('interpolate') }),
    ])
    .optional(),
});

const valibotSchema = v.strictObject({
  steps: v.optional(v.pipe(v.number(), v.safeInteger(), v.finite(), v.gtValue(0)), 40),
  loss: v.optional(v.picklist(['cross-entropy', 'margin']), 'margin'),
  fit: v.optional(v.strictObject({ method: v.string(), rate: v.optional(v.number(), 1) })),
  choice: v.optional(v.union([v.literal('all'), v.pipe(v.number(), v.safeInteger(), v.gtValue(0))]), 'all'),
  size: v.optional(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+px$/))], 'expected a number or pixels such as 8px'),
    1,
  ),
  train: v.optional(
    v.variant('method', [
      v.strictObject({ method: v.literal('adam'), batch: v.optional(v.pipe(v.number(), v.safeInteger()), 1) }),
      v.strictObject({ method: v.literal('interpolate') }),
    ]),
  ),
});

/** One set of parameters, written for two libraries. */
export const schemas: readonly (readonly [string, Schema])[] = [
  ['zod', zodSchema],
  ['valibot', valibotSchema],
];
