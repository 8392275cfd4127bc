import { extname } from 'node:path';
import { suggest } from '@fragility/plugin';
import type { Fail } from '@fragility/dataset/files';
import { parseCsv } from './csv.js';
import { textOf } from './files.js';

/** A line of a labels file: an image by name, with or without extension, and its class as it is written. */
export interface Labelled {
  readonly line: number;
  readonly image: string;
  readonly label: string;
}

/** What a labels file says, and the number that it gives the first class. */
export interface LabelsFile {
  readonly rows: readonly Labelled[];
  readonly first: 0 | 1;
}

const firstWord = (cell: string): string => cell.trim().split(/\s+/)[0]!;

function fromCsv(file: string, text: string, columns: { image: string; label: string }, fail: Fail): LabelsFile {
  let records: ReturnType<typeof parseCsv> = [];
  try {
    records = parseCsv(text);
  } catch (cause) {
    fail({ file, given: `${file}: ${(cause as Error).message}`, remedy: 'correct it' }, 'labels', cause);
  }
  const header = records[0]?.cells ?? [];
  const place = (name: string): number => {
    const at = header.indexOf(name);
    if (at >= 0) return at;
    return fail(
      {
        file,
        given: `${file} has no column '${name}'${suggest(name, header)}, it has ${header.join(', ') || 'none'}`,
        remedy: 'name the columns in `columns`',
      },
      'columns',
    );
  };
  const [image, label] = [place(columns.image), place(columns.label)];
  const rows = records.slice(1).map(({ line, cells }) => {
    if (cells.length !== header.length)
      fail(
        {
          file: `${file}:${line}`,
          given: `${file}:${line} has ${cells.length} cells`,
          expected: `the header's ${header.length}`,
          remedy: 'correct it',
        },
        'labels',
      );
    return { line, image: cells[image]!, label: firstWord(cells[label]!) };
  });
  const nips = ['ImageId', 'TrueLabel', 'TargetClass'].every((name) => header.includes(name));
  return { rows, first: nips ? 1 : 0 };
}

function fromText(file: string, text: string, fail: Fail): LabelsFile {
  const lines = text.split(/\r?\n/).map((content, k) => ({ line: k + 1, content: content.trim() }));
  const rows = lines
    .filter(({ content }) => content !== '')
    .map(({ line, content }) => {
      const [, image, label] = /^(.*\S)\s+(\S+)$/.exec(content) ?? [];
      if (image !== undefined && label !== undefined) return { line, image, label };
      return fail(
        {
          file: `${file}:${line}`,
          given: `${file}:${line} is '${content}'`,
          expected: 'NAME LABEL',
          remedy: `a list of numbers alone, such as the devkit's, may count classes in another order`,
        },
        'labels',
      );
    });
  return { rows, first: 0 };
}

/**
 * Reads a labels file: CSV with a header, or text with `NAME LABEL` per line. A label is the first word of its cell: a class number, or
 * a synset. CSV with the columns of NIPS-2017 (ImageId, TrueLabel, TargetClass) counts classes from 1, all others from 0.
 *
 * @throws FragilityError `…/missing`, `…/columns`, `…/labels` naming file and line.
 */
export async function readLabels(
  file: string,
  columns: { image: string; label: string },
  fail: Fail,
): Promise<LabelsFile> {
  const type = extname(file).toLowerCase();
  if (type !== '.csv' && type !== '.txt')
    fail(
      { file, given: `labels file ${file} is of type '${type}'`, expected: '.csv or .txt', remedy: 'convert it' },
      'labels',
    );
  const text = await textOf(file, 'labels file', fail);
  return type === '.csv' ? fromCsv(file, text, columns, fail) : fromText(file, text, fail);
}
