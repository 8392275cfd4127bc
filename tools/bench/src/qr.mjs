/** Median time of linear algebra in float64; build first: npx tsc -b packages/numerics. Usage: node src/qr.mjs [n] */
import { inverse, matmul, matrix, qr, random } from '@fragility/numerics';

const n = Number(process.argv[2] ?? 1000);
const stream = random(1);
const a = matrix(
  n,
  n,
  new Float64Array(n * n).map(() => stream.normal()),
);

function median(work, runs = 7) {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((x, y) => x - y);
  return times[(runs - 1) / 2].toFixed(0);
}

console.log(`qr      n=${n}: ${median(() => qr(a))} ms`);
console.log(`inverse n=${n}: ${median(() => inverse(a))} ms`);
console.log(`matmul  n=${n}: ${median(() => matmul(a, a))} ms`);
