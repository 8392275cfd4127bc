export {
  defineAnalysis,
  isMeasured,
  type AnalysisDefinition,
  type AnyAnalysis,
  type AttackAsked,
  type AttackedAs,
  type AttackHandle,
  type Column,
  type Exhibit,
  type Figure,
  type FoundRecord,
  type Gallery,
  type Given,
  type GivenBy,
  type Headline,
  type Metrics,
  type Need,
  type Summary,
  type SweptAttack,
  type SweptRow,
  type SweptTrial,
  type Table,
  type YieldedRow,
} from './analysis.js';
export type { Cell, PlainCell, TableRow } from './cell.js';
export { column } from './column.js';
export { claimOfLaw, claimOfRange, claimOfShare, claimOfValue, type Claim, type Verdict } from './claim.js';
export { defineConclusion, type ConclusionDefinition } from './conclusion.js';
export { groupBy } from './group-by.js';
export type { Measured, Measurement, Reference, Where } from './measured.js';
export { normName } from './naming/norm-name.js';
export { panelled, VEGA_LITE } from './panels.js';
export { isImage, isStoredPicture, pictureOf, type Picture, type StoredPicture } from './picture.js';
export { runAnalysis } from './run.js';
export { shortNames } from './naming/short-names.js';
