import { describe, expect, it } from '@jest/globals';
import { aliasOf } from './aliases.js';

describe('aliasOf', () => {
  const attack = ['use', 'norm', 'budgets', 'window', 'stopOnSuccess', 'steps', 'step', 'restarts', 'loss'];
  it.each([
    ['eps', 'budgets'],
    ['epsilon', 'budgets'],
    ['epsilons', 'budgets'],
    ['eps_max', 'budgets'],
    ['max_eps', 'budgets'],
    ['eps_iter', 'step'],
    ['eps_step', 'step'],
    ['alpha', 'step'],
    ['rel_stepsize', 'step'],
    ['nb_iter', 'steps'],
    ['n_restarts', 'restarts'],
    ['threat_model', 'norm'],
    ['batch_size', 'window'],
  ])('knows %s as %s', (given, meant) => expect(aliasOf(given, attack)).toBe(meant));

  const attacks = ['pgd', 'apgd', 'cw', 'ddn', 'deepfool', 'fab', 'fab-t', 'fmn', 'hop-skip-jump', 'autoattack'];
  it.each([
    ['LinfPGD', 'pgd'],
    ['L2DeepFoolAttack', 'deepfool'],
    ['DDNAttack', 'ddn'],
    ['LInfFMNAttack', 'fmn'],
    ['CarliniL2Method', 'cw'],
    ['HSJA', 'hop-skip-jump'],
    ['fab_t', 'fab-t'],
    ['standard', 'autoattack'],
  ])('knows the attack %s as %s', (given, meant) => expect(aliasOf(given, attacks)).toBe(meant));

  it.each(['constructor', '__proto__', 'toString', 'xyz'])('knows nothing of %s', (given) =>
    expect(aliasOf(given, attack)).toBeUndefined(),
  );
});
