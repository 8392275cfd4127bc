import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { MODEL_OUTPUTS, defineModel } from '@fragility/model';
import { z } from 'zod';
import { httpClassifier } from './classifier.js';
import { fail } from './error.js';
import { headersFrom, isSecret } from './headers.js';
import { ledgerIn } from './ledger.js';

const header = z.union([
  z.string(),
  z.strictObject({
    env: z.string().min(1).describe('environment variable that holds the value'),
    prefix: z.string().optional().describe('what stands before it, such as `Bearer `'),
  }),
]);

/**
 * A classifier behind HTTP: batches are POSTed, outputs are logits, probabilities or labels. Every output is kept on disk by the content of
 * its input and never asked for again; every query is counted before it is sent, retries too, across restarts.
 *
 * @throws FragilityError `model-http/url`, `model-http/header`, `model-http/cache`, `model-http/busy`; while asking `http/status`, `http/timeout`,
 *   `http/unreachable`, `http/answer`, `http/budget`.
 * @example httpModel.params.parse({ url: 'http://127.0.0.1:8000/predict' }).format; // 'json'
 */
export const httpModel = defineModel({
  name: 'http',
  summary: 'A classifier behind HTTP, asked within a budget of queries',
  params: z.strictObject({
    url: z.string().min(1).describe('address that batches are POSTed to'),
    answers: z.enum(MODEL_OUTPUTS).default('logits').describe('what the server answers'),
    format: z.enum(['json', 'npy']).default('json').describe('how a batch is sent; answers may be either'),
    inputKey: z.string().default('inputs').describe('key of the batch in JSON'),
    answerKey: z.string().default('outputs').describe('key of the rows in the answer'),
    headers: z.record(z.string(), header).default({}).describe('headers; secrets as { env: NAME }'),
    precision: z.enum(['float32', 'float64']).default('float32').describe('precision that inputs are rounded to'),
    batch: z.int().positive().default(32).describe('examples of one request, at most'),
    concurrency: z.int().positive().default(4).describe('requests at one time, at most'),
    timeout: z.number().positive().max(86_400).default(30).describe('seconds until a request is given up'),
    retries: z.int().min(0).default(5).describe('further attempts after one that failed'),
    backoff: z.number().min(0).default(0.5).describe('seconds before the second attempt, doubled for each further one'),
    budget: z.int().positive().optional().describe('queries, one for each example sent, at most'),
    cache: z.string().optional().describe('folder that answers are kept in; relative to the config'),
  }),
  alone: true,
  files: () => [],
  peek: async ({ answers }) => ({
    offers: answers === 'labels' ? 'decisions' : 'logits',
    why: `a server answers ${answers}`,
  }),
  build: async ({ url, headers, cache, budget, ...options }, { dataset, folder, signal }) => {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      return fail('model-http/url', {
        given: 'url is no address',
        expected: 'http:// or https://',
        remedy: 'correct it',
      });
    if (parsed.username || parsed.password)
      return fail('model-http/url', {
        given: 'url holds a user or a password, which is kept with results',
        remedy: 'use headers with { env: NAME }',
      });
    const secret = [...parsed.searchParams.keys()].find(isSecret);
    if (secret !== undefined)
      return fail('model-http/url', {
        given: `url holds the parameter ${secret}, which is kept with results`,
        remedy: 'use headers with { env: NAME }',
      });
    const place =
      cache === undefined
        ? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fragility', 'http')
        : resolve(folder ?? '.', cache);
    const { answers, format, precision, inputKey, answerKey } = options;
    const values = headersFrom(headers, process.env);
    return httpClassifier(await ledgerIn(place, url), {
      ...options,
      identity: JSON.stringify([
        answers,
        format,
        precision,
        inputKey,
        answerKey,
        headers,
        dataset.shape,
        dataset.classes.length,
      ]),
      url,
      headers: values,
      budget,
      signal,
      inputShape: dataset.shape,
      classes: dataset.classes.length,
      bounds: dataset.bounds,
    });
  },
});
