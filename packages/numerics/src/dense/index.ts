export type { Activation, DenseLayer } from './layer.js';
