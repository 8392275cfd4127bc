import { isDense, isDifferentiable, type Classifier } from '@fragility/model';
import { withMembers } from '@fragility/plugin';
import type { Access, AnyAttack, QueriesOf, ReadableModel } from '../attack.js';

type Queries = Partial<QueriesOf['dense']>;

/** The least access that allows each query, or shows each part of the model. */
const NEEDED: Readonly<Record<keyof Queries, Access>> = {
  decide: 'decision',
  logits: 'scores',
  gradient: 'gradient',
  gradients: 'gradient',
  layers: 'dense',
};

/** Members of a model that would be asked beside the queries, which are counted. */
const UNANSWERED = { logits: undefined, vjp: undefined, head: undefined, dispose: undefined } as object;

/** What there is to be seen of a model, least first. */
const ACCESS: readonly Access[] = ['decision', 'scores', 'gradient', 'dense'];

/** Whether a model lets an attack see that much; false where there is no such access. */
export function offers(model: Classifier, access: Access): boolean {
  const most = isDense(model) ? 3 : isDifferentiable(model) ? 2 : model.decisionOnly ? 0 : 1;
  return ACCESS.slice(0, most + 1).includes(access);
}

/** What an attack sees of a model: what it prefers where the model offers that, else what it requires. */
export const accessOf = ({ requires, prefers }: AnyAttack, model: Classifier): Access =>
  prefers && offers(model, prefers) ? prefers : (requires as Access);

/** A model that can be looked at, and that answers nothing. */
export const readable = (model: Classifier): ReadableModel =>
  withMembers<Partial<Classifier>>(model, UNANSWERED) as ReadableModel;

/** Whether a query is allowed by an access. */
export const allows = (access: Access, query: string): boolean =>
  Object.hasOwn(NEEDED, query) && ACCESS.indexOf(NEEDED[query as keyof Queries]) <= ACCESS.indexOf(access);

/** Those of all queries that an access allows: the others are not there, whoever looks. */
export const allowed = <Q extends Queries>(access: Access, queries: Q): Partial<Q> =>
  Object.fromEntries(Object.entries(queries).filter(([query]) => allows(access, query))) as Partial<Q>;
