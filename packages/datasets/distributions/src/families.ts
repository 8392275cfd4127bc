import { cube, gaussian, laplacian, mixture, rademacher, student } from './coordinates.js';
import type { Family } from './family.js';
import { autoregressive, clustered, lowRank, mixtureRadius, sphere, studentRadius } from './points.js';

/** Every distribution by its name in a config. */
export const FAMILIES = {
  gaussian,
  sphere,
  cube,
  rademacher,
  laplace: laplacian,
  'student-t': student,
  'student-t-radius': studentRadius,
  mixture,
  'mixture-radius': mixtureRadius,
  ar1: autoregressive,
  'low-rank': lowRank,
  clusters: clustered,
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;

export const FAMILY_NAMES = Object.keys(FAMILIES) as FamilyName[];
