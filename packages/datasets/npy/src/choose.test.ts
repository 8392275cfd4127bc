import { describe, expect, it } from '@jest/globals';
import { chooseArray } from './choose.js';

describe('chooseArray', () => {
  it.each<[string, string[], string | undefined, string | undefined]>([
    ['Keras', ['x_train', 'y_train', 'x_test', 'y_test'], 'x_test', 'y_test'],
    [
      'MedMNIST',
      ['train_images', 'val_images', 'test_images', 'test_labels', 'val_labels'],
      'test_images',
      'test_labels',
    ],
    ['validation only', ['X_val', 'y_val'], 'X_val', 'y_val'],
    ['one split', ['images', 'labels'], 'images', 'labels'],
    ['numpy.savez without names', ['arr_0', 'arr_1'], 'arr_0', 'arr_1'],
    ['several that could be meant', ['x', 'images', 'y'], undefined, 'y'],
    ['training alone', ['x_train', 'y_train'], undefined, undefined],
    ['other names', ['a', '__proto__'], undefined, undefined],
  ])('chooses of %s', (_, names, inputs, labels) => {
    expect([chooseArray(names, 'inputs', 'test'), chooseArray(names, 'labels', 'test')]).toEqual([inputs, labels]);
  });

  it('chooses by the split', () => {
    expect(chooseArray(['x_train', 'x_test'], 'inputs', 'train')).toBe('x_train');
  });
});
