import { isStoredPicture, type TableRow } from '@fragility/analysis';
import type { ResultStore } from '../ports/result-store.js';

const isRow = (value: unknown): value is TableRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a stored value is the rows of an analysis. */
export const isRows = (value: unknown): value is readonly TableRow[] => Array.isArray(value) && value.every(isRow);

/** Paths of the pictures that rows show. */
export const picturesOf = (rows: readonly TableRow[]): string[] =>
  rows
    .flatMap((row) => Object.values(row))
    .filter(isStoredPicture)
    .map(({ picture }) => picture);

/** Whether every picture that rows show is still there. */
export const hasPictures = async (store: ResultStore, rows: readonly TableRow[]): Promise<boolean> =>
  (await Promise.all(picturesOf(rows).map((path) => store.has(path)))).every(Boolean);
