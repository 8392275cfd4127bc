export { attackChecks } from './checks.js';
export { planarLayers, planarProblem, type PlanarProblem } from './planar.js';
export type { PlanarKind, PlanarNorm } from './planar-optima.js';
export { linearProblem, type LinearProblem } from './problem.js';
export type { Promises } from './subject.js';
export { firstCrossing, nearestByRays, type Nearest, type Planar } from './rays.js';
