import { fileURLToPath } from 'node:url';
import { GLOBALS } from './tools/jest-transform.mjs';

/** Shared by every package: native ESM, TypeScript through swc, sources (not builds) of the sibling packages. */
export default {
  testTimeout: 20_000,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@fragility/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': fileURLToPath(new URL('tools/jest-transform.mjs', import.meta.url)) },
  sandboxInjectedGlobals: GLOBALS.filter((name) => typeof globalThis[name] !== 'number'),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  coverageProvider: 'v8',
};
