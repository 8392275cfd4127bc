type Part = Readonly<Record<string, unknown>>;

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Panels that a figure has room for. */
export const PANELS = 6;

/** One panel across, or small multiples by `panel`, two across. */
export function panelled(values: readonly object[], panels: number, layer: readonly Part[]): Part {
  const data = { values };
  if (panels < 2) return { $schema: SCHEMA, width: 560, height: 320, data, layer };
  return {
    $schema: SCHEMA,
    data,
    facet: { field: 'panel', type: 'nominal', title: null, sort: null },
    columns: 2,
    spec: { width: 260, height: 220, layer },
  };
}

/** Which of the settings are shown, where that is not all of them. */
export const leftOut = (all: number): string =>
  all > PANELS ? `${PANELS} of ${all} settings are shown; the table has all.` : '';
