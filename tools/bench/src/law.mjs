/**
 * Theorem 1 at W = X⁻¹ on fresh seeds: Kolmogorov–Smirnov of |cos θ| against C² ~ Beta(1/2, (d − 1)/2), one pair per draw of points,
 * the largest |C − ρ|, and the QR attack's distance against 1/‖w_i − w_j‖. Build first: npm run build. Usage: node src/law.mjs [seed]
 */
import { attack } from '@fragility/attack';
import { qr } from '@fragility/attacks-closed-form';
import { referenceClassifier } from '@fragility/model';
import {
  compressionCdf,
  distance,
  dot,
  inverse,
  kolmogorovSmirnov,
  matrix,
  random,
  row,
  transpose,
} from '@fragility/numerics';

const seed = process.argv[2] ?? `${Date.now()}`;
console.log(`seed ${seed}`);
for (const [d, draws] of [
  [12, 400],
  [32, 400],
  [100, 200],
  [256, 100],
]) {
  const ratios = [];
  let identity = 0;
  let closedForm = 0;
  for (let draw = 0; draw < draws; draw++) {
    const stream = random(`law/${seed}`).fork(d).fork(draw);
    const x = matrix(
      d,
      d,
      Float64Array.from({ length: d * d }, () => stream.normal()),
    );
    const w = inverse(transpose(x));
    const at = (m, i) => row({ data: m.data, shape: [d, d] }, i);
    const normal = at(w, 0).map((v, k) => v - at(w, 1)[k]);
    const apart = at(x, 0).map((v, k) => v - at(x, 1)[k]);
    const c = Math.abs(dot(normal, apart)) / Math.sqrt(dot(normal, normal) * dot(apart, apart));
    ratios.push(c);
    identity = Math.max(identity, Math.abs(c - 2 / Math.sqrt(dot(normal, normal) * dot(apart, apart))));
    if (draw > 1) continue;
    const model = referenceClassifier([
      { inputs: d, outputs: d, weight: w.data, bias: new Float64Array(d), activation: { kind: 'identity' } },
    ]);
    const labels = Int32Array.from({ length: d }, (_, i) => i);
    const examples = { inputs: { data: x.data, shape: [d, d] }, labels, ids: Array.from(labels, String) };
    for await (const found of attack(model, qr, examples, { norm: 'l2' })) {
      const i = Number(found.id);
      const exact = labels.reduce(
        (least, j) => (j === i ? least : Math.min(least, 1 / distance(at(w, i), at(w, j), 'l2'))),
        Infinity,
      );
      closedForm = Math.max(closedForm, Math.abs(found.distance / exact - 1));
    }
  }
  const { statistic, pValue } = kolmogorovSmirnov(ratios, (c) => compressionCdf(c, d));
  console.log(
    `d = ${d}: KS ${statistic.toFixed(4)}, p = ${pValue.toFixed(3)} (${draws} draws); |C − ρ| ≤ ${identity.toExponential(1)}; QR distance within ${closedForm.toExponential(1)}`,
  );
}
