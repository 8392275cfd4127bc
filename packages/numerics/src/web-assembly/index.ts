export {
  advance,
  get,
  integer,
  lanes,
  load,
  loadInteger,
  loadTwice,
  loopWhile,
  product,
  select,
  set,
  store,
  sum,
  unless,
  where,
  type Code,
} from './instructions.js';
export { kernel, memoryOf, type KernelSource, type Memory } from './kernel.js';
