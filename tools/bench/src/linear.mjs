/**
 * Smallest-norm attacks on drawn linear classifiers, as multiples of the exact optimum: the median and the worst of each attack and norm.
 *
 *     node tools/bench/src/linear.mjs DRAWS [ATTACK...]
 *
 * DRAWS classifiers for each scale of the inputs (0.02, 1, 50), with and without bounds; steepness of the logits, classes (2, 3, 10), inputs (5 to
 * 100 values), evenness of the classes and precision are drawn. Default parameters throughout. Fails where an attack without a prescribed
 * overshoot has a median beyond 1.01 or a worst beyond 1.05; decision-based attacks are shown and not judged.
 */
import { float32, linearProblem, ratios, steepened } from '@fragility/attack/conformance';
import blackBox from '@fragility/attacks-black-box';
import closedForm from '@fragility/attacks-closed-form';
import ensemble from '@fragility/attacks-ensemble';
import minimalNorm from '@fragility/attacks-minimal-norm';
import { median, random } from '@fragility/numerics';

const SCALES = [0.02, 1, 50];
const [MEDIAN, WORST] = [1.01, 1.05];
/** Attacks whose method prescribes an overshoot, by its share. */
const OVERSHOOT = { deepfool: 0.02 };

const [draws = '5', ...names] = process.argv.slice(2);
const attacks = [minimalNorm, closedForm, ensemble, blackBox]
  .flatMap(({ provides }) => provides)
  .filter(
    ({ kind, goal, name }) => kind === 'attack' && goal === 'smallest' && (!names.length || names.includes(name)),
  );

const pick = (stream, values) => values[Math.floor(stream.uniform() * values.length)];

/** Problems of all scales, with and without bounds. */
const problems = Array.from({ length: Number(draws) }, (_, k) => k).flatMap((k) =>
  SCALES.flatMap((scale) =>
    [true, false].map((bounded) => {
      const stream = random(`held out ${k}/${scale}/${bounded}`);
      const [classes, size] = [pick(stream, [2, 3, 10, 10]), pick(stream, [5, 20, 100])];
      const [bias, uneven] = [pick(stream, [0.1, 1]), pick(stream, [0, 0.5, 1])];
      const [factor, single] = [pick(stream, [1, 0.02, 50, scale]), stream.uniform() < 0.3];
      const drawn = linearProblem(scale, bounded, classes, {
        shape: [size],
        count: 1,
        bias,
        uneven,
        seed: `drawn ${k}`,
      });
      const steep = steepened(drawn.model, factor);
      const model = single ? float32(steep) : steep;
      return {
        ...drawn,
        model,
        name: `${drawn.name}, ${size} values, uneven ${uneven}, logits × ${factor}${single ? ', float32' : ''}`,
      };
    }),
  ),
);

let failed = false;
for (const definition of attacks) {
  for (const norm of definition.norms) {
    const start = performance.now();
    const found = [];
    for (const problem of problems) {
      if (!Number.isFinite(problem.optimum(0, norm))) continue;
      found.push({ ratio: (await ratios(problem, definition, { norm }))[0], name: problem.name });
    }
    const seconds = (performance.now() - start) / 1000;
    const values = Float64Array.from(found, ({ ratio }) => ratio);
    const [middle, worst] = [median(values), Math.max(...values)];
    const beyond = (limit) => found.filter(({ ratio }) => !(ratio <= limit)).length;
    const allowed = 1 + (OVERSHOOT[definition.name] ?? 0);
    const judged = definition.requires !== 'decision';
    const good = middle <= MEDIAN * allowed && worst <= WORST * allowed;
    failed ||= judged && !good;
    console.log(
      `${definition.name} ${norm}: median ${middle.toFixed(6)}, worst ${worst.toFixed(4)}, least ${Math.min(...values).toFixed(8)}, ` +
        `${beyond(WORST * allowed)} of ${found.length} beyond, ${seconds.toFixed(1)} s${judged ? (good ? '' : '  FAILS') : '  (not judged)'}`,
    );
    if (names.length)
      for (const { ratio, name } of found)
        if (!(ratio <= WORST * allowed)) console.log(`  ${ratio.toFixed(4)}: ${name}`);
  }
}
process.exitCode = failed ? 1 : 0;
