import { attackChecks } from '@fragility/attack/conformance';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { walk } from '../index.mjs';

/** Each is a name and a function that rejects where it does not hold: a test of any test runner. */
export const checks = [...pluginChecks(plugin), ...attackChecks(walk)];
