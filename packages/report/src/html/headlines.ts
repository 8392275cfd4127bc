import type { Headline } from '@fragility/analysis';
import { escape } from './text/escape.js';
import { printed } from './text/numbers.js';

const headlineHtml = ({ label, value, warnings = [] }: Headline): string => {
  const doubts = warnings.map(({ sentence }) => `<p class="warning">Warning: ${escape(sentence)}</p>`);
  return `<div><dt>${escape(label)}</dt><dd>${escape(printed(value))}${doubts.join('')}</dd></div>`;
};

/** Findings in words, a row each. */
export const headlinesHtml = (headlines: readonly Headline[]): string =>
  `<dl class="headlines">\n${headlines.map(headlineHtml).join('\n')}\n</dl>`;
