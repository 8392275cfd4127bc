import type { Fail, NpyArray } from '@fragility/dataset/files';

/**
 * Labels 0…K−1, numbers counted from `first`, of an array `[n]` or `[n, 1]` of class numbers, or `[n, K]` of one-hot rows, and the number of classes that a one-hot row has.
 *
 * @throws FragilityError `…/label` for anything that is no class, naming its position.
 */
export function labelsOf(
  file: string,
  array: NpyArray,
  first: number,
  fail: Fail,
): { labels: Int32Array; width: number | undefined } {
  const [n = 0, width = 1] = array.shape;
  if (array.shape.length < 1 || array.shape.length > 2)
    fail(
      {
        file,
        given: `${file} has shape [${array.shape.join(', ')}]`,
        expected: 'labels [n] or one-hot rows [n, K]',
        remedy: 'reshape it',
      },
      'label',
    );
  const value = (i: number, c: number): number => array.at(i * array.strides[0]! + c * (array.strides[1] ?? 0));
  const labels = Int32Array.from({ length: n }, (_, i) => {
    if (width === 1) {
      const label = value(i, 0);
      if (!(Number.isInteger(label) && label >= first && label < 2 ** 31))
        fail(
          {
            file,
            given: `label ${i} of ${file} is ${label}`,
            expected: `a class number from ${first}`,
            remedy: 'correct it',
          },
          'label',
        );
      return label - first;
    }
    const row = Array.from({ length: width }, (_column, c) => value(i, c));
    if (row.filter((v) => v === 1).length !== 1 || row.some((v) => v !== 0 && v !== 1))
      fail(
        {
          file,
          given: `row ${i} of ${file} is not one-hot`,
          expected: 'a single 1 among zeros',
          remedy: 'give class numbers',
        },
        'label',
      );
    return row.indexOf(1);
  });
  return { labels, width: width === 1 ? undefined : width };
}
