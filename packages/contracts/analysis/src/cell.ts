import type { StoredPicture } from './picture.js';

/** A cell that holds no picture. */
export type PlainCell = number | string | boolean | null;

/** A cell as it is kept; a text that looks like a picture's name is text. */
export type Cell = PlainCell | StoredPicture;
export type TableRow = Readonly<Record<string, Cell>>;
