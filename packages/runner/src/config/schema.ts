import { z } from 'zod';

const use = z.string().min(1).describe('name of the part, or package/name where two packages offer one name');
/** A dataset, a model or an analysis: all keys but `use` are its parameters. */
export const part = z.looseObject({ use });

/** A number as Python writes it: `8`, `8.`, `.5`, `1e-3`. */
const NUMBER = String.raw`(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)`;
/** `8/255`, `8. / 255.`, `2e0/255`: two of them, the second above 0; or one in quotes. */
const FRACTION = new RegExp(String.raw`^\s*${NUMBER}\s*(?:/\s*(?=[\d.]*[1-9])${NUMBER}\s*)?$`);
const budget = z.union(
  [
    z.number().nonnegative(),
    z
      .string()
      .regex(FRACTION)
      .transform((text) => {
        const [, over, under = '1'] = FRACTION.exec(text)!;
        return Number(over) / Number(under);
      })
      .refine(Number.isFinite),
  ],
  { error: 'expected a number >= 0 or a fraction such as 8/255' },
);

const targeted = z
  .union([z.enum(['next', 'least-likely', 'random']), z.int().nonnegative()])
  .describe('class that each example is led to: the next one, the least likely, one drawn at random, or a class');

/** What an example is led to. */
export type Targeted = z.output<typeof targeted>;

/** An attack, with the keys that are the host's. */
export const attackPart = z.looseObject({
  use,
  norm: z
    .enum(['linf', 'l2', 'l1', 'l0'])
    .optional()
    .describe('norm of the perturbation; default: the first that the attack supports'),
  budgets: z
    .union([z.array(budget).min(1), budget.transform((one) => [one])])
    .optional()
    .describe(
      'ascending budgets, or one, in the units of the inputs or, in l0, numbers of coordinates; numbers or fractions such as 8/255',
    ),
  window: z
    .int()
    .positive()
    .optional()
    .describe('examples attacked at the same time (default 64, fewer of large inputs); does not change results'),
  stopOnSuccess: z
    .boolean()
    .optional()
    .describe('stop a fixed-budget attack on an example once it is fooled (default true)'),
  criterion: z
    .union([z.literal('untargeted'), z.strictObject({ targeted })])
    .optional()
    .describe('what counts as success: any other class (default), or a given one'),
  timeLimit: z
    .number()
    .positive()
    .optional()
    .describe('seconds after which an example is left as it is, its record saying so (default: none)'),
});

/** Keys of an attack in a config that are the host's; all others are the attack's own parameters. */
export const ATTACK_KEYS = Object.keys(attackPart.shape);

/** The examples that are attacked and analysed. */
export const evaluate = z
  .strictObject({
    split: z.enum(['train', 'test']).optional().describe('default: test where there is one, else train'),
    limit: z.int().positive().optional().describe('at most so many examples, from the start of the split'),
  })
  .prefault({})
  .describe('the examples that are attacked and analysed');

const values = z.array(z.unknown()).min(1);
const zipped = z
  .record(z.string(), values)
  .refine((paths) => Object.keys(paths).length > 0, 'expected at least one dotted path');

/** What a config file may say. Parameters of parts are checked against their definitions, for every point of the sweep. */
export const experimentSchema = z.strictObject({
  $schema: z.string().optional(),
  extends: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .optional()
    .describe('config file or files that this one builds on, found from this file; maps merge, null removes a key'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/, 'expected letters, digits, hyphens, dots and underscores')
    .describe('names the results folder'),
  description: z.string().optional().describe('what the experiment asks, for the report'),
  seed: z.int().default(0).describe('everything random follows from it'),
  engine: z
    .enum(['auto', 'native', 'wasm'])
    .default('auto')
    .describe('where models run; auto: native where it loads, else wasm'),
  executor: part
    .optional()
    .describe('where the work is done, with its parameters: slurm or bullmq; default: threads of this process'),
  threads: z.int().positive().optional().describe('threads of the engine; default: as many as there are cores'),
  plugins: z
    .array(z.string().min(1))
    .min(1)
    .describe('packages or ./files that provide the parts, found from this file'),
  dataset: part.describe('the data'),
  models: z
    .record(z.string(), part)
    .refine((models) => Object.keys(models).length > 0, 'expected at least one model')
    .describe('the models, by a name of your choice'),
  attacks: z.record(z.string(), attackPart).prefault({}).describe('the attacks, by a name of your choice'),
  evaluate,
  analyses: z.array(part).default([]).describe('the analyses, in order'),
  robustness: z
    .boolean()
    .default(true)
    .describe('robust accuracies of the attacks, where analyses do not name them; false leaves them out'),
  save: z
    .strictObject({
      examples: z.boolean().default(false).describe('the points that attacks found, as .npy files'),
      models: z.boolean().default(false).describe('trained weights, as ONNX files'),
    })
    .prefault({})
    .describe('what is written beside tables and report'),
  sweep: z
    .strictObject({
      seed: z
        .union([z.strictObject({ repeat: z.int().positive() }), z.array(z.int()).min(1)])
        .optional()
        .describe('repeat: n stands for the seeds seed, seed + 1, …'),
      zip: z
        .union([z.array(zipped).min(1), zipped])
        .optional()
        .describe('lists of one length by dotted path, or several such maps: values of one position go together'),
    })
    .catchall(values)
    .default({})
    .describe('lists of values by dotted path; every combination is run'),
});

/** A checked config: structure and types hold, defaults of the experiment itself are filled. */
export type Experiment = z.output<typeof experimentSchema>;
