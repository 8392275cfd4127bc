export { bootstrap, linearFit, mean, median, pearson, quantile, ranks, spearman, variance } from './describe.js';
export { betaCdf, compressionCdf, gardnerKappa, meanCompression, studentTCdf } from './distributions.js';
export { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
export { normalCdf, normalDensity, normalQuantile } from './normal.js';
export { wilson } from './wilson.js';
