export { advance, get, lanes, load, loadTwice, loopWhile, set, store, sum, type Code } from './instructions.js';
export { kernel, memoryOf, type KernelSource, type Memory } from './kernel.js';
