export { createPlugin, KINDS, type Created, type Kind } from './create.js';
export { main, type Output } from './main.js';
