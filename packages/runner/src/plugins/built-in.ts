import { createRequire } from 'node:module';
import robustness from '@fragility/analyses-robustness';
import stored from '@fragility/attacks-stored';
import { createRegistry, type Loaded, type Registry } from './registry.js';

const ROBUSTNESS = '@fragility/analyses-robustness';
const STORED = '@fragility/attacks-stored';

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

/** Plugins that every experiment has, listed or not. */
const BUILT_IN: readonly Loaded[] = [
  { source: ROBUSTNESS, version: versionOf(ROBUSTNESS), provides: robustness.provides },
  { source: STORED, version: versionOf(STORED), provides: stored.provides },
];

/** The analysis that every experiment with attacks has unless it says otherwise. */
export const DEFAULT_ANALYSIS = `${ROBUSTNESS}/robustness`;

/** A registry that knows the built-in plugins beside its own. */
export const withBuiltIn = ({ plugins }: Registry): Registry =>
  createRegistry([...plugins, ...BUILT_IN.filter(({ source }) => plugins.every((one) => one.source !== source))]);
