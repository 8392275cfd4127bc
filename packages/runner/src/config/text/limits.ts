import { CST, Lexer } from 'yaml';

/** Bytes of a config file: more is no config. */
export const MOST_BYTES = 4 * 2 ** 20;
/** Keys and values of a config: more take seconds to read. */
const MOST_VALUES = 20_000;
/** Maps and lists within one another. */
const MOST_DEPTH = 64;
/** Aliases, each of which may repeat much. */
const MOST_ALIASES = 1000;

/** What is too much of a text, and where it starts to be. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

const CONTAINERS = '-[{?';
const SCALAR = '\u001f';

/** Whether a text has more keys and values, or deeper lists and maps in brackets, than are read: found before it is parsed, which would take long. */
export function excessOfText(text: string): Excess | undefined {
  let [offset, values, aliases, depth] = [0, 0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    const sign = token[0]!;
    if (sign === SCALAR || (token.length === 1 && CONTAINERS.includes(sign))) values++;
    if (sign === '*') aliases++;
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
    const message =
      values > MOST_VALUES
        ? `more than ${MOST_VALUES} keys and values start here; write long lists as products, or sweep fewer values`
        : aliases > MOST_ALIASES
          ? `the alias ${token} is one of more than ${MOST_ALIASES}; write fewer`
          : depth > MOST_DEPTH
            ? tooDeep
            : undefined;
    if (message) return { offset, message };
    if (sign !== SCALAR && sign !== '\u0002' && sign !== '\u0018') offset += token.length;
  }
  return undefined;
}

const tooDeep = `more than ${MOST_DEPTH} lists and maps are within one another here; write fewer`;

/** Whether lists and maps of parsed tokens lie deeper in one another than are read; no call is made for a level, so that any depth can be told. */
export function excessOfDepth(tokens: readonly CST.Token[]): Excess | undefined {
  const open: [token: CST.Token | null | undefined, depth: number][] = tokens.map((token) => [token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (!token) continue;
    if (depth > MOST_DEPTH) return { offset: token.offset, message: tooDeep };
    if (token.type === 'document') open.push([token.value, depth]);
    else if ('items' in token)
      for (const { key, value } of token.items) open.push([key, depth + 1], [value, depth + 1]);
  }
  return undefined;
}
