type Part = Readonly<Record<string, unknown>>;

/** The version of Vega-Lite that figures are written in. */
export const VEGA_LITE = 'https://vega.github.io/schema/vega-lite/v6.json';

/**
 * A figure of one panel, or of small multiples two across, by the field `panel` of its values.
 *
 * @example panelled([{ panel: 'a', x: 1 }], 1, [{ mark: 'point' }])['width']; // 560
 */
export function panelled(values: readonly object[], panels: number, layer: readonly Part[]): Part {
  const data = { values };
  if (panels < 2) return { $schema: VEGA_LITE, width: 560, height: 320, data, layer };
  return {
    $schema: VEGA_LITE,
    data,
    facet: { field: 'panel', type: 'nominal', title: null, sort: null },
    columns: 2,
    spec: { width: 260, height: 220, layer },
  };
}
