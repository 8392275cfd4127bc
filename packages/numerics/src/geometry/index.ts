export { extremePoint } from './extreme.js';
export { nearestOnHyperplane, type HyperplaneProblem } from './hyperplane.js';
export { distance, dot, dualNorm, normOf } from './norms.js';
export { projectBall, projectBallBox } from './project.js';
