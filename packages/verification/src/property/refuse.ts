import { FragilityError } from '@fragility/numerics';

/** A text with the name of the file that it comes from. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** What a place of a property lacks. */
export interface Complaint {
  readonly given: string;
  readonly expected?: string;
  readonly remedy: string;
}

/** `FILE:LINE:COLUMN` of an offset, counted from 1. */
function placeOf({ file, text }: Source, at: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return `${file}:${line}:${at - start + 1}`;
}

/** A word of a file as it may be printed: cut off where it is long, without control characters. */
export function quoted(word: string): string {
  const short = word.length > 40 ? `${word.slice(0, 40)}…` : word;
  return `'${short.replaceAll(/[^\x20-\x7e…]/g, '�')}'`;
}

/** Throws what is wrong at an offset of a property. @throws FragilityError `verification/vnnlib` with file:line:column. */
export function refuse(source: Source, at: number, { given, ...rest }: Complaint, code = 'vnnlib'): never {
  const place = placeOf(source, at);
  throw new FragilityError(
    { given: `${place} ${given}`, ...rest },
    { where: 'verification/vnnlib', code: `verification/${code}`, kind: 'input', file: place },
  );
}
