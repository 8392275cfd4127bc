import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports/clock.js';

/** The clock of this machine. */
export const systemClock: Clock = { now: () => new Date(), elapsed: () => performance.now() };

/** Seconds of the calendar since a date. */
export const secondsSince = (started: Date, clock: Clock): number => (clock.now().getTime() - started.getTime()) / 1000;
