import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FONT } from './theme.js';

const require = createRequire(import.meta.url);

/** Files of the font that figures and page use, by weight. */
export const FONT_FILES = {
  400: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  600: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
} as const;

/** The italic of the font, which specifications may ask for. */
export const ITALIC_FILE = require.resolve('@expo-google-fonts/inter/400Regular_Italic/Inter_400Regular_Italic.ttf');

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replace(/<[^>]*>/g, ' ');

/**
 * The font as a style sheet that holds those characters which a text or document has, and no others, each weight by itself.
 *
 * @example (await fontFaces('d = 64')).startsWith('@font-face{font-family:Inter;'); // true
 */
export async function fontFaces(document: string): Promise<string> {
  const { default: subset } = await import('subset-font');
  const characters = [...new Set(unescaped(document))].sort().join('');
  const faces = Object.entries(FONT_FILES).map(async ([weight, file]) => {
    const part = await subset(await readFile(file), characters, { targetFormat: 'woff', noHinting: true });
    return `@font-face{font-family:${FONT};font-weight:${weight};src:url(data:font/woff;base64,${part.toString('base64')}) format("woff")}`;
  });
  return (await Promise.all(faces)).join('');
}
