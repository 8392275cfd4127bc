export {
  defineAnalysis,
  type AnalysisDefinition,
  type AnyAnalysis,
  type AttackHandle,
  type Cell,
  type Column,
  type Figure,
  type Given,
  type GivenBy,
  type Headline,
  type Need,
  type Summary,
  type SweptRow,
  type Table,
  type TableRow,
} from './analysis.js';
export { runAnalysis } from './run.js';
