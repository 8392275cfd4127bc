/** What every variant of Projected Gradient Descent says of itself. Source: Madry et al., ICLR 2018, arXiv:1706.06083. */
export const PGD = {
  name: 'pgd',
  summary: 'Repeated steepest-ascent steps projected onto the budget',
  reference: 'arXiv:1706.06083',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
} as const;
