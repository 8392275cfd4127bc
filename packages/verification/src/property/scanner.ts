import { quoted, refuse, type Complaint, type Source } from './refuse.js';

/** A word of an S-expression, or one of its parentheses. */
export interface Token {
  readonly kind: 'open' | 'close' | 'word' | 'end';
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
}

/** The tokens of a property, one at a time. */
export interface Scanner {
  /** The next token, which stays the next. */
  peek(): Token;
  next(): Token;
  /** Takes a closing parenthesis. */
  close(of: string): void;
  refuse(at: number, complaint: Complaint): never;
}

const WORD = /[^\s();"|]+/y;
const SKIPPED = /(?:\s+|;[^\n]*)+/y;

/** Reads the tokens of a property; comments reach from `;` to the end of the line. */
export function scan(source: Source): Scanner {
  const { text } = source;
  let place = text.startsWith('\ufeff') ? 1 : 0;
  let ahead: Token | undefined;

  const read = (): Token => {
    SKIPPED.lastIndex = place;
    if (SKIPPED.test(text)) place = SKIPPED.lastIndex;
    const at = place;
    if (at >= text.length) return { kind: 'end', text: 'the end of the file', at };
    const sign = text[at]!;
    if (sign === '(' || sign === ')') {
      place++;
      return { kind: sign === '(' ? 'open' : 'close', text: sign, at };
    }
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined)
      return refuse(source, at, {
        given: `${quoted(sign)} begins a string or a quoted name`,
        expected: 'parentheses, names and numbers',
        remedy: 'write names plainly: X_0, Y_0',
      });
    place += word.length;
    return { kind: 'word', text: word, at };
  };

  const peek = (): Token => (ahead ??= read());
  const next = (): Token => {
    const token = peek();
    ahead = undefined;
    return token;
  };
  return {
    peek,
    next,
    close: (of) => {
      const token = next();
      if (token.kind === 'close') return;
      refuse(source, token.at, {
        given: `${token.kind === 'end' ? 'the file ends' : `${quoted(token.text)} stands`} inside of ${quoted(of)}`,
        expected: 'a closing parenthesis',
        remedy: token.kind === 'end' ? 'get the file again, it is cut off' : 'close it before',
      });
    },
    refuse: (at, complaint) => refuse(source, at, complaint),
  };
}
