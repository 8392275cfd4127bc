import { isDense, isDifferentiable, type Classifier } from '@fragility/model';
import type { Access, AnyAttack, QueriesOf } from '../attack.js';

type Queries = Partial<QueriesOf['dense']>;

/** The least access that allows each query, or shows each part of the model. */
const NEEDED: Readonly<Record<keyof Queries, Access>> = {
  decide: 'decision',
  logits: 'scores',
  gradient: 'gradient',
  gradients: 'gradient',
  layers: 'dense',
};

/** What there is to be seen of a model, least first. */
const ACCESS: readonly Access[] = ['decision', 'scores', 'gradient', 'dense'];

/** Whether a model lets an attack see that much; false where there is no such access. */
export function offers(model: Classifier, access: Access): boolean {
  const offered = new Map<Access, boolean>([
    ['decision', true],
    ['scores', !model.decisionOnly],
    ['gradient', isDifferentiable(model)],
    ['dense', isDense(model)],
  ]);
  return offered.get(access) ?? false;
}

/** What an attack sees of a model: what it prefers where the model offers that, else what it requires. */
export const accessOf = ({ requires, prefers }: AnyAttack, model: Classifier): Access =>
  prefers && offers(model, prefers) ? prefers : (requires as Access);

/** Whether a query is allowed by an access. */
export const allows = (access: Access, query: string): boolean =>
  Object.hasOwn(NEEDED, query) && ACCESS.indexOf(NEEDED[query as keyof Queries]) <= ACCESS.indexOf(access);

/** Those of all queries that an access allows: the others are not there, whoever looks. */
export const allowed = <Q extends Queries>(access: Access, queries: Q): Partial<Q> =>
  Object.fromEntries(Object.entries(queries).filter(([query]) => allows(access, query))) as Partial<Q>;
