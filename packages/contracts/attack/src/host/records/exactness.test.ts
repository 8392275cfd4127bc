import { describe, expect, it } from '@jest/globals';
import { exactness, type Measured } from './exactness.js';

const at = (bound: number, found: Measured) => exactness({ exact: true, bound }, found);
const measured = { norm: 'l2', distance: 1, noise: 0, margin: 2 } as const;

describe('exactness', () => {
  it('is as sharp as the bound, and no sharper than sums are', () => {
    expect(at(1, measured)).toEqual({ exact: true, tolerance: 2 ** -40 });
    expect(at(1.5, measured)).toEqual({ exact: true, tolerance: 2 ** -40 });
    expect(at(1 - 1e-6, measured)).toMatchObject({ exact: true, tolerance: expect.closeTo(1e-6, 10) });
  });

  it('is blurred by rounding as much as that moves the boundary', () => {
    expect(at(1, { ...measured, noise: 2e-5 })).toMatchObject({ tolerance: expect.closeTo(1e-5, 10) });
    expect(at(1, { ...measured, noise: 2e-3 })).toEqual({ exact: false });
    expect(at(1, { ...measured, noise: 2e-5, margin: 1e-3 })).toEqual({ exact: false });
    expect(at(0, { ...measured, distance: 0, margin: 0 })).toEqual({ exact: false });
  });

  it('is not claimed of what is farther than the bound by more than a thousandth', () => {
    expect(at(0.998, measured)).toEqual({ exact: false });
  });

  it('is not claimed where the attack does not, or has no bound', () => {
    expect(exactness({ exact: false, bound: 1 }, measured)).toEqual({ exact: false });
    expect(exactness({ exact: true }, measured)).toEqual({ exact: false });
  });

  it('counts coordinates in L0', () => {
    expect(at(2, { ...measured, norm: 'l0', distance: 2, noise: 1 })).toEqual({ exact: true, tolerance: 0 });
    expect(at(2, { ...measured, norm: 'l0', distance: 3 })).toEqual({ exact: false });
  });
});
