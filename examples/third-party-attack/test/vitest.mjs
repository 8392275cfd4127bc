import { test } from 'vitest';
import { checks } from './checks.mjs';

test.each(checks)('$name', ({ run }) => run());
