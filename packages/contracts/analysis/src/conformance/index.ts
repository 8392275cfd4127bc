export { analysisChecks, type AnalysisProblem } from './checks.js';
