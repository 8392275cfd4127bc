/** Width of a character in ems, to about 5 % over a line of Inter. */
const em = (character: string): number => {
  if (/[ilj.,:;'|!()[\] ]/.test(character)) return 0.29;
  if (/[mwMW@%—]/.test(character)) return 0.87;
  if (/[A-Z0-9=+−<>√∇]/.test(character)) return 0.65;
  return 0.57;
};

interface TextItem {
  readonly fontSize?: number | null;
  readonly limit?: number | null;
}

/** Width that Vega takes for a character where it has no canvas, in ems: by it a text is shortened to its limit when it is drawn. */
const ASSUMED = 0.8;

/** Width of what is drawn of a text. */
function widthOf({ fontSize, limit }: TextItem, text: string): number {
  const size = fontSize ?? 11;
  const drawn = limit && limit > 0 ? text.slice(0, limit / (ASSUMED * size)) : text;
  return size * [...drawn].reduce((sum, character) => sum + em(character), 0);
}

/**
 * Lets `draw` lay out text with the widths of the report's font. Without a canvas Vega takes the same for every character,
 * which leaves gaps in legends and axes. Vega's measure is global: it is restored before anything else can run.
 */
export function withTextWidths<T>(vega: object, draw: () => T): T {
  const { textMetrics: measures } = vega as {
    textMetrics: { width(item: TextItem, text: unknown): number };
  };
  const before = measures.width;
  measures.width = (item, text) => widthOf(item, String(text ?? ''));
  try {
    return draw();
  } finally {
    measures.width = before;
  }
}
