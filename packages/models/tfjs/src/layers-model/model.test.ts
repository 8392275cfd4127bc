import { expect, it } from '@jest/globals';
import { isLayer } from './model.js';

it.each([[null], [undefined], [1], ['Dense']])('a layer whose configuration is %p is none', (config) => {
  expect(isLayer({ class_name: 'Dense', config })).toBe(false);
  expect(isLayer({ class_name: 'Dense', config: {} })).toBe(true);
});
