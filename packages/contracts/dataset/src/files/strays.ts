const STRAYS = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  'icon\r',
  '@eadir',
  'lost+found',
]);

/**
 * Whether a file or folder is what file managers and archives leave behind: hidden, `._x`, `Thumbs.db`, `desktop.ini`, `__MACOSX`.
 *
 * @example ['Thumbs.db', '.ipynb_checkpoints', 'a.png'].map(isStray); // [true, true, false]
 */
export const isStray = (name: string): boolean => name.startsWith('.') || STRAYS.has(name.toLowerCase());
