import { createRequire } from 'node:module';
import robustness from '@fragility/analyses-robustness';
import { createRegistry, type Loaded, type Registry } from './registry.js';

const ROBUSTNESS = '@fragility/analyses-robustness';

const { version } = createRequire(import.meta.url)(`${ROBUSTNESS}/package.json`) as { version: string };

/** Plugins that every experiment has, listed or not. */
const BUILT_IN: readonly Loaded[] = [{ source: ROBUSTNESS, version, provides: robustness.provides }];

/** The analysis that every experiment with attacks has unless it says otherwise. */
export const DEFAULT_ANALYSIS = `${ROBUSTNESS}/robustness`;

/** A registry that knows the built-in plugins beside its own. */
export const withBuiltIn = ({ plugins }: Registry): Registry =>
  createRegistry([...plugins, ...BUILT_IN.filter(({ source }) => plugins.every((one) => one.source !== source))]);
