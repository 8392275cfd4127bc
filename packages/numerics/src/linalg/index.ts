export { matmul } from './matmul.js';
export { identity, matrix, transpose, type Matrix } from './matrix.js';
export { qr, type QR } from './qr.js';
export { inverse, leastNorm, leastSquares, solve } from './solve.js';
