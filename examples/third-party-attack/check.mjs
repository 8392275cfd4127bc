import { attackChecks } from '@fragility/attack/conformance';
import { runChecks } from '@fragility/plugin';
import { walk } from './index.mjs';

const verdicts = await runChecks(attackChecks(walk));
for (const { check, passed, detail } of verdicts) console.log(passed ? 'ok  ' : 'FAIL', check, passed ? '' : detail);
if (verdicts.some(({ passed }) => !passed)) process.exitCode = 1;
