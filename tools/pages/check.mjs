/**
 * Opens every report below out/small in headless Chromium, at the widths of a telephone, a laptop and a large screen, light and dark: no error on the console, no table
 * clipped, no label on another one or cut off, no page that is wider than its window or larger than 1.5 MB, nothing that axe-core finds. Run the examples first. Usage:
 * node tools/pages/check.mjs [report.html …]
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { programsOf } from '../debian.mjs';
import { root } from '../setup.mjs';
import { openPage, startChromium } from './chromium.mjs';
import { inspectLayout, tryTables } from './inspect.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
const WIDTHS = [390, 1280, 1920];
const SCHEMES = ['light', 'dark'];
const MOST_BYTES = 1.5e6;

const small = join(root, 'out/small');
const given = process.argv.slice(2);
const reports =
  given.length > 0
    ? given
    : readdirSync(small, { recursive: true })
        .filter((path) => path.endsWith('report.html'))
        .sort()
        .map((path) => join(small, path));

/** What axe-core finds wrong, a sentence each. */
async function violations(page) {
  await page.evaluate(`${axe.source};0`);
  const all = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html.slice(0, 120)) })))",
  );
  return all.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes.length} times, such as ${nodes[0]}`);
}

async function checked(browser, report) {
  const problems = [];
  const bytes = statSync(report).size;
  if (bytes > MOST_BYTES) problems.push(`${bytes} bytes, expected ${MOST_BYTES} at most`);
  const page = await openPage(browser);
  const note = (where, sentences) => problems.push(...sentences.map((sentence) => `${where}: ${sentence}`));
  for (const scheme of SCHEMES)
    for (const width of WIDTHS) {
      const where = `${width} px, ${scheme}`;
      await page.call('Emulation.setDeviceMetricsOverride', {
        width,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      });
      await page.call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await page.show(pathToFileURL(report).href);
      note(where, await page.evaluate(`document.fonts.ready.then(${inspectLayout})`));
      if (width === 1280 || (width < 1280 && scheme === 'light')) note(where, await violations(page));
      if (width === 1280 && scheme === 'light') note(where, await page.evaluate(`(${tryTables})()`));
      note(where, page.problems.splice(0));
    }
  await page.close();
  return [...new Set(problems)];
}

const [program] = programsOf(PROGRAMS, 'chromium', { any: true });
if (!program) process.exit(0);
const browser = await startChromium(program);
const begun = performance.now();
let wrong = 0;
try {
  for (const report of reports) {
    const problems = await checked(browser, report);
    wrong += problems.length;
    console.log(`${report}: ${problems.length === 0 ? 'well' : `${problems.length} problems`}`);
    for (const problem of problems) console.log(`  ${problem}`);
  }
} finally {
  await browser.stop();
}
console.log(`${reports.length} reports in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${wrong} problems`);
process.exitCode = wrong === 0 ? 0 : 1;
