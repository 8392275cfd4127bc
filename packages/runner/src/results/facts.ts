import { shortNames, type Table } from '@fragility/analysis';
import type { DoneTrial } from '../store/result.js';
import { cell } from './tables.js';

const COLUMNS = ['model', 'seed', 'examples', 'clean_accuracy'];

/** What is known of the models of all trials: swept values, how many examples they are right on, and what they say of themselves. */
export function factsTable(trials: readonly DoneTrial[], paths: readonly string[]): Table[] {
  if (trials.length === 0) return [];
  const names = shortNames(paths, COLUMNS);
  const rows = trials.map(({ model, seed, swept, examples, cleanAccuracy, facts: { engine: _, ...facts } }) => ({
    ...Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, cell(fact)])),
    ...{ model, seed, ...Object.fromEntries([...names].map(([path, name]) => [name, cell(swept[path])])) },
    ...{ examples, clean_accuracy: cleanAccuracy },
  }));
  const head = ['model', ...names.values(), 'seed', 'examples', 'clean_accuracy'];
  const ordered = rows.map((row) => ({ ...Object.fromEntries(head.map((name) => [name, null])), ...row }));
  return [{ name: 'trials', title: 'Models', rows: ordered }];
}
