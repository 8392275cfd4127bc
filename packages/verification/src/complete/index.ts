export { decideBall, type Decision, type Search } from './decide.js';
export { descend, randomPoint, type Pace } from './descent.js';
export { treeOf, type Reached, type Tree } from './parts/tree.js';
export { fits, heightOf, unitsOf, type Goal } from './problem.js';
export { smallestPerturbation, type Place, type Smallest } from './smallest.js';
