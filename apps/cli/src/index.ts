export type { CheckProblem, CheckProblems } from './check/problems.js';
export type { Io, Output } from './terminal/io.js';
export { main } from './main.js';
