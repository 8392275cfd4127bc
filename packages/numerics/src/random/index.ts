export { exponential, gamma, integer, laplace, permutation, sample, studentT } from './distributions.js';
export { random } from './random.js';
