/**
 * What other classes to aim at cost and bring on linear classifiers: the tables of the attacks' pages. Distances over the exact optimum, median
 * and worst, and the median of gradients, with the default of `targets`, without and with one. Build first: npm run build.
 *
 *     node tools/bench/src/targets.mjs [COUNT [ATTACK...]]
 *
 * COUNT inputs of 64 values for each scale (0.02, 1, 100), with bounds and without, of 2 and of 10 classes.
 */
import { attack } from '@fragility/attack';
import { linearProblem, ratios } from '@fragility/attack/conformance';
import ensemble from '@fragility/attacks-ensemble';
import minimalNorm from '@fragility/attacks-minimal-norm';
import { median } from '@fragility/numerics';

const SCALES = [0.02, 1, 100];
/** Attacks whose further runs aim at single classes, each with the parameters beside the default that its page shows. */
const SHOWN = {
  alma: [],
  'bisected-pgd': [],
  cw: [{ steps: 1000 }],
  ddn: [],
  fmn: [],
  pdpgd: [],
  'sigma-zero': [],
};
const NORMS = ['linf', 'l2', 'l1'];

const [count = '17', ...names] = process.argv.slice(2);
const attacks = [minimalNorm, ensemble]
  .flatMap(({ provides }) => provides)
  .filter(({ kind, name }) => kind === 'attack' && name in SHOWN && (!names.length || names.includes(name)));

async function measured(definition, norm, classes, bounded, params) {
  const found = [];
  for (const scale of SCALES) {
    const options = { shape: [64], count: Number(count), seed: `targets ${scale}` };
    const { model, examples, optimum } = linearProblem(scale, bounded, classes, options);
    for await (const { distance, backwards } of attack(model, definition, examples, { norm, params }))
      found.push({ ratio: distance / optimum(found.length % Number(count), norm), backwards });
  }
  const over = Float64Array.from(found, ({ ratio }) => ratio);
  return {
    cell: `${median(over).toFixed(4)}, ${Math.max(...over).toFixed(4)}`,
    gradients: Math.round(median(Float64Array.from(found, ({ backwards }) => backwards))),
  };
}

/** Answers of sigma-zero over the optimum: how many are exact, median and worst, with 1000 steps and with 100. */
async function coordinates(definition) {
  console.log(
    '\n| classes, parameters | bounds | exact, 1000 steps | median, worst | exact, 100 steps | median, worst |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [bounded, bias] of [
    [true, 16],
    [false, 0.1],
  ])
    for (const targets of [{ targets: 0 }, { targets: 1 }, {}]) {
      const cells = [];
      for (const steps of [1000, 100]) {
        const problem = linearProblem(1, bounded, 10, { shape: [64], count: 50, bias, seed: 'l0' });
        const found = Float64Array.from(
          await ratios(problem, definition, { norm: 'l0', params: { ...targets, steps } }),
        );
        const exact = found.filter((ratio) => ratio < 1 + 1e-9).length / found.length;
        cells.push(`${Math.round(100 * exact)} %`, `${median(found)}, ${Number(Math.max(...found).toFixed(2))}`);
      }
      const given = 'targets' in targets ? `\`targets: ${targets.targets}\`` : 'default';
      console.log(`| 10, ${given} | ${bounded ? 'yes' : 'no'} | ${cells.join(' | ')} |`);
    }
}

for (const definition of attacks.filter(({ norms }) => norms.includes('l0'))) await coordinates(definition);
for (const definition of attacks.filter(({ norms }) => !norms.includes('l0'))) {
  console.log(`\n${definition.name}\n`);
  console.log('| classes, parameters | norm | bounded: median, worst | unbounded: median, worst | gradients |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const classes of [2, 10])
    for (const shared of [{}, ...SHOWN[definition.name]])
      for (const targets of classes === 2 ? [{}] : [{ targets: 0 }, { targets: 1 }, {}])
        for (const norm of NORMS.filter((each) => definition.norms.includes(each))) {
          const params = { ...shared, ...targets };
          const [within, without] = [
            await measured(definition, norm, classes, true, params),
            await measured(definition, norm, classes, false, params),
          ];
          const given = Object.entries(params).map(([key, value]) => `${key}: ${value}`);
          const words = given.length ? [`\`${given.join(', ')}\``] : classes === 2 ? [] : ['default'];
          const label = [classes, ...words].join(', ');
          const gradients = [...new Set([within.gradients, without.gradients])].join(', ');
          console.log(`| ${label} | \`${norm}\` | ${within.cell} | ${without.cell} | ${gradients} |`);
        }
}
