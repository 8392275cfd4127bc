import { toBoundary, type Fooled, type DecisionExample } from './boundary.js';
import { fooledPoint } from './start.js';
import { walk } from './walk.js';

/** Share of the decisions of the whole walk that may go to the choice of the class. */
const SHARE = 0.05;
/** Random points whose way to the boundary is bisected, at most. */
const RAYS = 60;
/** Share of the decisions for them; the others are for walks. */
const FOR_RAYS = 0.5;
/** Classes whose boundary is walked along, and steps along each. */
const WALKED = 3;
const STEPS = 3;
/** Relative widths of the brackets at the ends of rays, and at the ends of walks. */
const [ROUGH, FINE] = [1e-2, 1e-3];

/**
 * The boundary point to go on from, of the class whose boundary looks nearest, and the decisions that were asked for, of those planned for
 * the whole walk.
 *
 * Rays to random fooled points end on boundaries of several classes. Of each class the nearest end is kept; from the nearest three a few steps
 * are walked, and the nearest point wins. Nothing is asked where there is only one class to be fooled into.
 */
export async function scoutRays(
  example: DecisionExample,
  first: Fooled,
  planned: number,
): Promise<{ readonly at: Fooled; readonly asked: number }> {
  if (example.classes === 2 || example.criterion.target !== undefined) return { at: first, asked: 0 };
  const most = SHARE * planned;
  let asked = 0;
  const counting: DecisionExample = {
    ...example,
    decide: (x) => {
      asked++;
      return example.decide(x);
    },
  };
  const far = ({ x }: Fooled): number => example.space.distance(x);
  const nearest = new Map([[first.class, first]]);
  for (let k = 0; k < RAYS && asked < FOR_RAYS * most; k++) {
    const start = await fooledPoint(counting, RAYS);
    if (!start) break;
    const end = await toBoundary(counting, start, ROUGH);
    const known = nearest.get(end.class);
    if (!known || far(end) < far(known)) nearest.set(end.class, end);
  }
  const ascending = (points: Iterable<Fooled>): Fooled[] => [...points].sort((a, b) => far(a) - far(b));
  const rivals = ascending(nearest.values()).slice(0, WALKED);
  if (rivals.length === 1) return { at: rivals[0]!, asked };
  const each = Math.floor((most - asked) / (rivals.length * STEPS));
  const ends: Fooled[] = [];
  for (const rival of rivals) {
    let at = rival;
    for (let t = 1; t <= STEPS && each > 0; t++) at = await walk(counting, at, t + 1, each);
    ends.push(await toBoundary(counting, at, FINE));
  }
  return { at: ascending(ends)[0]!, asked };
}
