export { symmetricEigen, type Eigen } from './eigen.js';
export { matmul } from './matmul.js';
export { identity, matrix, transpose, type Matrix } from './matrix.js';
export { principalComponents, type Principal } from './principal.js';
export { qr, type QR } from './qr.js';
export { inverse, leastNorm, leastSquares, solve } from './solve.js';
