export { ascendInBall, ascendOnSphere, type AscentProblem } from './ascend.js';
export { extremePoint } from './extreme.js';
export { nearestOnHyperplane, type HyperplaneProblem } from './hyperplane.js';
export { distance, dot, dualNorm, isZero, normOf } from './norms.js';
export { projectBall, projectBallBox } from './project.js';
