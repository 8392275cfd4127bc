import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { planExperiment, type Plan } from '../plan/plan.js';
import type { Outcome } from '../execute/run.js';
import { runPlan, type RunOptions } from '../run-plan.js';

/** Path of the plugin that tests use. */
export const PLUGIN = fileURLToPath(new URL('./plugin.ts', import.meta.url));

const folders: string[] = [];
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A new folder, removed after the tests of the file. */
export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'fragility-'));
  folders.push(made);
  return made;
};

/** A config of two points in two dimensions that has every kind of part. */
export const EXPERIMENT = `name: clouds
seed: 3
plugins: ['${PLUGIN}']
dataset: { use: two-clouds, dimension: 2 }
models:
  small: { use: affine }
attacks:
  jump: { use: jump, budgets: [0.5, 4] }
  slide: { use: slide }
analyses:
  - { use: norms }
`;

/** Writes a config into a new folder and returns its path. */
export function written(text: string = EXPERIMENT): string {
  const file = join(folder(), 'experiment.yaml');
  writeFileSync(file, text);
  return file;
}

/** The message of the error that a promise rejects with. */
export const messageOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error: Error & { code?: string }) => `${error.code ?? error.name}: ${error.message}`,
  );

/** Plans a config. */
export const plan = (text = EXPERIMENT, set: readonly string[] = []) => planExperiment(written(text), { set });

/** The error of {@link EXPERIMENT} in which `from` was replaced by `to`, the file's folder left out. */
export async function complaint(from: string | RegExp, to: string): Promise<string> {
  const text = EXPERIMENT.replace(from, to);
  if (text === EXPERIMENT) throw new Error(`the experiment has no ${from}`);
  return (await messageOf(plan(text))).replaceAll(/\S*\/(experiment\.yaml)/g, '$1');
}

/** Runs a plan, without figures where nothing else is asked for: drawing takes most of the time of a small run. */
export const runWithoutFigures = (plan: Plan, options: RunOptions): Promise<Outcome> =>
  runPlan(plan, { figures: false, ...options });

/** Runs a config file into a folder, without figures where nothing else is asked for. */
export const runFile = async (file: string, out: string, options: RunOptions = {}): Promise<Outcome> =>
  runWithoutFigures(await planExperiment(file), { out, ...options });

/** Runs a config into a folder. */
export const run = async (out: string, text = EXPERIMENT, options: RunOptions = {}): Promise<Outcome> =>
  runFile(written(text), out, options);

export const read = (out: string, file: string): string => readFileSync(join(out, file), 'utf8');

/** Lines of a table, header first. */
export const table = (out: string, name: string): string[][] =>
  read(out, `tables/${name}.csv`)
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));

/** The tables of a run of {@link EXPERIMENT} as they are, to be compared. */
export const tables = (out: string): string[] =>
  ['attacks', 'norms', 'robustness', 'robust-accuracy'].map((name) => read(out, `tables/${name}.csv`));

/** Every path below a folder. */
export const files = (out: string): string[] => (readdirSync(out, { recursive: true }) as string[]).sort();
