/** What most attacks within a budget have in common: every convex norm, and gradients. */
export const FIXED_BUDGET = { norms: ['linf', 'l2', 'l1'], goal: 'fixed-budget', requires: 'gradient' } as const;

/** What most attacks for the smallest perturbation have in common. */
export const SMALLEST = { norms: ['linf', 'l2', 'l1'], goal: 'smallest', requires: 'gradient' } as const;

/** The same in L2 where no norm is asked for. */
export const SMALLEST_L2 = { norms: ['l2', 'linf', 'l1'], goal: 'smallest', requires: 'gradient' } as const;

/** What every variant of Projected Gradient Descent says of itself. Source: Madry et al., ICLR 2018, arXiv:1706.06083. */
export const PGD = {
  ...FIXED_BUDGET,
  name: 'pgd',
  summary: 'Repeated steepest-ascent steps projected onto the budget',
  reference: 'arXiv:1706.06083',
} as const;
