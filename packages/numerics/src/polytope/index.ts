export {
  movedInwards,
  nearestInPolytope,
  type Halfspaces,
  type PolytopeProblem,
  type PolytopeSolution,
} from './nearest.js';
