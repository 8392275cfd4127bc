export { pluginChecks } from './checks.js';
