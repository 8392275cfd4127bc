import type { Provenance } from '../types.js';
import { escape } from './text/escape.js';

/** What ran, and how to run it again. */
export function provenanceHtml(provenance: Provenance | undefined): string {
  if (!provenance) return '';
  const { command, facts, files } = provenance;
  const links = files.map((file) => `<a href="${escape(encodeURI(file))}">${escape(file)}</a>`).join(' · ');
  return `<section id="provenance">
<h2>What ran</h2>
<dl class="facts">
${facts.map(({ label, value }) => `<div><dt>${escape(label)}</dt><dd>${escape(value)}</dd></div>`).join('\n')}
</dl>
<p>Run it again:</p>
<pre tabindex="0"><code>${escape(command)}</code></pre>
<p class="more">${links}</p>
</section>`;
}
