export { clean, wasteOf, type Waste } from './clean.js';
export { inspect, type Inventory } from './inspect.js';
export type { KeptPart, PartKind } from './parts.js';
export type { KeptPlan, PlannedTrial } from './plans.js';
export { statusOf, type AttackStatus, type Status } from './status.js';
export { partId, type Use } from './used.js';
