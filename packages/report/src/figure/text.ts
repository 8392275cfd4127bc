/** Width of a character in ems, to about 5 % over a line of Inter. */
const em = (character: string): number => {
  if (/[ilj.,:;'|!()[\] ]/.test(character)) return 0.29;
  if (/[mwMW@%—]/.test(character)) return 0.87;
  if (/[A-Z0-9=+−<>√∇]/.test(character)) return 0.65;
  return 0.57;
};

interface TextItem {
  readonly fontSize?: number | null;
}

/**
 * Lets `draw` lay out text with the widths of the report's font. Without a canvas Vega takes 0.8 em for every character,
 * which leaves gaps in legends and axes. Vega's measure is global: it is restored before anything else can run.
 */
export function withTextWidths<T>(vega: object, draw: () => T): T {
  const { textMetrics: measures } = vega as {
    textMetrics: { width(item: TextItem, text: unknown): number };
  };
  const before = measures.width;
  measures.width = ({ fontSize }, text) =>
    (fontSize ?? 11) * [...String(text ?? '')].reduce((sum, c) => sum + em(c), 0);
  try {
    return draw();
  } finally {
    measures.width = before;
  }
}
