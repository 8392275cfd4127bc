export {
  defineAttack,
  type Access,
  type Aim,
  type AnyAttack,
  type AttackContext,
  type AttackDefinition,
  type Attacker,
  type Example,
  type Goal,
  type Note,
  type ReadableModel,
  type GradientResult,
  type QueriesOf,
  type LogitsResult,
  type Decision,
} from './attack.js';
export type { AttackOptions } from './options.js';
export { ABORTED, UNMEASURED, type AttackRecord, type Outcome } from './record.js';
export type { Space } from './space.js';
export { attack } from './host/attack.js';
export { unattackedRecords, type Unattacked } from './host/records/unmeasured.js';
