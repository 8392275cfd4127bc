export { decideBall, type Decision, type Search } from './decide.js';
export { smallestPerturbation, type Place, type Smallest } from './smallest.js';
