import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import type { AnyAttack } from '../attack.js';
import type { AttackOptions } from '../options.js';
import type { AttackRecord } from '../record.js';

export declare function attack(
  model: Classifier,
  definition: AnyAttack,
  data: Examples | AsyncIterable<Examples>,
  options: AttackOptions,
): AsyncGenerator<AttackRecord>;
