export { attackChecks, type Promises } from './checks.js';
export { linearProblem, type LinearProblem } from './problem.js';
