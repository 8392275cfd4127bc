import { fileURLToPath } from 'node:url';
import { GLOBALS } from './tools/jest/transform.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Shared by every package: native ESM, TypeScript through swc, sources (not builds) of the sibling packages. */
export default {
  testTimeout: 20_000,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@fragility/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testRunner: pathOf('tools/jest/runner.mjs'),
  transform: { '\\.ts$': pathOf('tools/jest/transform.mjs') },
  sandboxInjectedGlobals: GLOBALS.filter((name) => typeof globalThis[name] !== 'number'),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  coverageProvider: 'v8',
};
