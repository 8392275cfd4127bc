/** Panels that a figure has room for. */
export const PANELS = 6;

/** Which of the settings are shown, where that is not all of them. */
export const leftOut = (all: number): string =>
  all > PANELS ? `${PANELS} of ${all} settings are shown; the table has all.` : '';
