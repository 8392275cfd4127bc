export { incompleteBeta } from './beta.js';
export { gammaRatio, stirlingError } from './gamma.js';
export { ln } from './logarithm.js';
