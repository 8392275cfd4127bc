import { readFileSync } from 'node:fs';
import { build, install, root } from './setup.mjs';

/**
 * Runs the experiments of examples/paper.json, and writes one page about all of them, *the paper in numbers*: claims with their verdicts, the findings,
 * and a figure of each. Arguments go to `fragility run`.
 */
const OUT = 'out/paper';

install();
build();
process.chdir(root);
const { main } = await import(`${root}apps/cli/dist/index.js`);
const { writeReport } = await import(`${root}packages/report/dist/index.js`);

const controller = new globalThis.AbortController();
process.once('SIGINT', () => controller.abort());
const started = new Date();
const experiments = JSON.parse(readFileSync('examples/paper.json', 'utf8'));
for (const { experiment, settings = [] } of experiments) {
  console.log(`\n── ${experiment} ${'─'.repeat(60 - experiment.length)}`);
  const sizes = settings.flatMap((setting) => ['--set', setting]);
  const argv = ['run', `examples/experiments/${experiment}.yaml`, '--out', `${OUT}/${experiment}`, ...sizes];
  const io = { stdout: process.stdout, stderr: process.stderr, signal: controller.signal };
  const code = await main([...argv, ...process.argv.slice(2)], io);
  if (code !== 0) process.exit(code);
}

const parts = experiments.map(({ experiment, figure }) => {
  const report = JSON.parse(readFileSync(`${OUT}/${experiment}/report.json`, 'utf8'));
  const own = report.figures.find(({ name }) => name === figure) ?? report.figures[0];
  return {
    name: experiment,
    description: report.experiment.description,
    engine: report.experiment.engine,
    page: `${experiment}/report.html`,
    headlines: report.experiment.headlines.slice(0, 3),
    claims: report.claims ?? [],
    figures: own ? [{ ...own, name: `${experiment}-${own.name}` }] : [],
  };
});

const { report } = await writeReport({
  folder: OUT,
  experiment: {
    name: 'The paper in numbers',
    description: 'What the experiments of arXiv:2406.16200 and of its open questions come to, counted anew.',
    engine: parts[0].engine,
    started,
    seconds: (Date.now() - started) / 1000,
    headlines: [],
  },
  parts,
  tables: [],
  figures: [],
});
const claims = parts.flatMap((part) => part.claims);
const count = (verdict) => claims.filter((claim) => claim.verdict === verdict).length;
console.log(
  `\n${claims.length} claims: ${count('holds')} hold, ${count('does not hold')} do not, ${count('undecided')} are undecided.\n${report}`,
);
