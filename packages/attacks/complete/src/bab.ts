import { defineAttack, type Decision, type Example } from '@fragility/attack';
import { FIXED_BUDGET } from '@fragility/attack/parts';
import { outputsAt, type Ball } from '@fragility/engine';
import { integer } from '@fragility/plugin';
import { descend, fits, heightOf, randomPoint, treeOf, type Goal, type Tree } from '@fragility/verification/complete';
import { optional, strictObject } from 'valibot';
import { neighbourOf } from './neighbours.js';
import { networkOf } from './network-of.js';
import { pool } from './pool.js';
import { byQueries } from './queries.js';

/** Softness of descents from random points, by turns, and from neighbours of those that are known. */
const [FRESH, NEAR] = [
  [0.07, 0.3],
  [0.012, 0.06, 0.2],
] as const;

/** Points of a descent. */
const POINTS = 16;

/** Rounds after which bounds join, and the number of parts they bound in each from then on. */
const [CHEAP, PARTS] = [2, 8];

/** What the criterion asks for: one goal for every other class, or all other classes below the target. */
function goalsOf({ criterion: { label, target }, classes }: Example): Goal[] {
  const row = (more: number, less: number): Float64Array => {
    const a = new Float64Array(classes);
    a[more] = 1;
    a[less] = -1;
    return a;
  };
  const others = Array.from({ length: classes }, (_, j) => j).filter((j) => j !== (target ?? label));
  if (target === undefined) return others.map((j) => ({ a: row(label, j), constants: new Float64Array(1) }));
  const a = new Float64Array(others.length * classes);
  others.forEach((j, i) => a.set(row(j, target), i * classes));
  return [{ a, constants: new Float64Array(others.length) }];
}

/** Goals, those that are nearest at some outputs first. */
const inOrder = (goals: readonly Goal[], outputs: Float64Array): Goal[] =>
  goals.toSorted((a, b) => heightOf(a, outputs) - heightOf(b, outputs));

/**
 * Search of the activation space of a network, steered by bounds: a pool of soft descents, descents from neighbours of its best points, and branch and bound over
 * the signs of the units, whose relaxed minimisers join the pool and which ends the search where it proves that there is nothing.
 *
 *     min over classes j ≠ y of  f_y(x) − f_j(x),  ‖x − x₀‖ ≤ ε,  x ∈ box
 *
 * A descent's derivatives through a rectifier are 1/(1 + e^{−z/t}), t falling to 0: units that are off are felt. One row: x [d], ε in the units of x; heights
 * are those of the network in float64, and the best of a round is asked of the model. Without a graph that computes what the model does, gradient descent by queries.
 * Source: Zhang et al., A branch and bound framework for stronger adversarial attacks of ReLU networks, ICML 2022, with soft derivatives in place of its mixed-integer start.
 *
 * @throws FragilityError nothing of its own.
 * @example
 * for await (const { success } of attack(model, bab, examples, { norm: 'linf', budgets: [0.3], params: { rounds: 50 } })) console.log(success);
 */
export const bab = defineAttack({
  ...FIXED_BUDGET,
  name: 'bab',
  summary: 'Search of the activation space, steered by bounds and seeded by soft descents',
  reference: 'Zhang et al., ICML 2022',
  reads: 'model',
  params: strictObject({
    rounds: optional(integer('rounds of 16 descents; one that finds a point is the last', { min: 1 }), 200),
    parts: optional(integer('parts that branch and bound may bound; 0 leaves it out', { min: 0 }), 400),
  }),
  create:
    ({ rounds, parts }) =>
    async (example) => {
      const { input, budget, space, shape, random, decide, best, note } = example;
      const { norm, bounds } = space;
      if (budget === 0 || best()) return;
      const network = await networkOf(example);
      if (!network) {
        note({ warning: 'the model shows no graph that computes its outputs: gradients alone were used' });
        return byQueries(example, rounds);
      }
      const ball: Ball = { centre: input, radius: budget, norm, bounds };
      const goals = inOrder(goalsOf(example), outputsAt(network, input));
      const ask = (x: Float64Array): Promise<Decision> => decide(space.project(x.slice(), budget));
      const known = pool(goals.length, random.fork('pool'));
      const stream = random.fork('points');
      const isBounded = parts > 0 && fits(network);
      let tree: Tree | undefined;
      let told = Infinity;
      for (let round = 0; round < rounds; round++) {
        const isFirst = round < goals.length;
        const isFresh = isFirst || round % 3 === 0;
        const goal = isFirst ? round : known.goal();
        const starts = Array.from({ length: POINTS }, (_, i) => {
          if (round === 0 && i === 0) return input;
          return isFresh ? randomPoint(ball, stream, 0.5) : neighbourOf(known.pick(goal), ball, shape, stream);
        });
        const softness = isFirst
          ? FRESH[1]
          : isFresh
            ? FRESH[round % 2]!
            : NEAR[round % 3 === 1 ? 0 : 1 + (round % 2)]!;
        const pace = isFresh ? { steps: 50, first: 0.5, last: 0.01 } : { steps: 30, first: 0.2, last: 0.006 };
        known.add(goal, descend(network, ball, goals[goal]!, starts, { ...pace, softness }));
        const most = known.best()!;
        if (most.height < told || most.height < 0) {
          told = most.height;
          if ((await ask(most.x)).fooled) return;
        } else await ask(most.x);
        if (!isBounded || round < CHEAP * goals.length || (tree?.bounded ?? 0) >= parts) continue;
        tree ??= treeOf(network, ball, goals);
        const until = tree.bounded + PARTS;
        const reached = await tree.advance(() => tree!.bounded >= until);
        const points = reached ? [reached] : tree.nearest(POINTS);
        for (const { x, goal: own } of points)
          known.add(own, [{ x, height: heightOf(goals[own]!, outputsAt(network, x)) }]);
        if (reached && (await ask(reached.x)).fooled) return;
        if (tree.open === 0 && tree.undecided === 0)
          return note({ reason: 'branch and bound proves that there is no such point, up to rounding' });
      }
    },
});
