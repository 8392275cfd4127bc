import { test } from '@jest/globals';
import { checks } from './checks.mjs';

test.each(checks)('$name', ({ run }) => run());
