export { clopperPearson } from './clopper-pearson.js';
export {
  bootstrap,
  linearFit,
  maximum,
  mean,
  median,
  minimum,
  pearson,
  quantile,
  ranks,
  spearman,
  variance,
} from './describe.js';
export {
  pairedDifference,
  proportionDifference,
  type Difference,
  type PairCounts,
  type Proportion,
} from './difference.js';
export { betaCdf, compressionCdf, gardnerKappa, meanCompression, studentTCdf } from './distributions.js';
export { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
export { normalCdf, normalDensity, normalQuantile } from './normal.js';
export { signTest } from './sign-test.js';
export { wilson } from './wilson.js';
