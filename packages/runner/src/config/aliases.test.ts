import { describe, expect, it } from '@jest/globals';
import { suggest } from '@fragility/plugin';
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
  ])('knows %s as %s', (given, meant) => {
    expect(aliasOf(given, attack)).toBe(meant);
    expect(suggest(given, attack, aliasOf)).toBe(` (did you mean '${meant}'?)`);
  });

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

describe('suggest with the names of other tools', () => {
  const pgd = ['steps', 'step', 'restarts', 'loss', 'targets', 'norm', 'budgets', 'window', 'stopOnSuccess'];
  it.each([
    ['Epsilons', 'budgets'],
    ['max_iter', 'steps'],
    ['n_iter', 'steps'],
    ['iterations', 'steps'],
    ['numSteps', 'steps'],
    ['step_size', 'step'],
    ['n-restarts', 'restarts'],
    ['stpes', 'steps'],
    ['stopOnSucces', 'stopOnSuccess'],
  ])('takes %s for %s', (given, meant) => expect(suggest(given, pgd, aliasOf)).toBe(` (did you mean '${meant}'?)`));

  it.each([
    ['Linf', 'linf'],
    ['L_inf', 'linf'],
    ['inf', 'linf'],
    ['Infinity', 'linf'],
    ['np.inf', 'linf'],
    ['L2', 'l2'],
    ['2', 'l2'],
    ['1', 'l1'],
  ])('takes the norm %s for %s', (given, meant) =>
    expect(suggest(given, ['linf', 'l2', 'l1', 'l0'], aliasOf)).toBe(` (did you mean '${meant}'?)`),
  );

  it('names nothing that is not known, nor what every object has', () => {
    expect(suggest('eps', ['queries', 'share'], aliasOf)).toBe('');
    expect(suggest('constructor', ['steps'], aliasOf)).toBe('');
    expect(suggest('lr', ['rate', 'dual'], aliasOf)).toContain("'rate'");
  });

  it('is silent when nothing is close', () => {
    expect(suggest('banana', ['steps', 'loss'], aliasOf)).toBe('');
  });
});
