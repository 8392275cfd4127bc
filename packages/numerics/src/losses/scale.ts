import type { Row } from '../batch.js';

/** Divides a cotangent by its largest absolute entry, in place; zero stays zero. */
export function scaleToOne(cotangent: Row): Row {
  let largest = 0;
  for (const value of cotangent) largest = Math.max(largest, Math.abs(value));
  if (largest > 0) for (let j = 0; j < cotangent.length; j++) cotangent[j]! /= largest;
  return cotangent;
}
