export { collectRows } from './collect-rows.js';
export { analysisChecks, type AnalysisProblem } from './checks.js';
