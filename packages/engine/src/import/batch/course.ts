/** A number as it is for one, two and three examples. */
export type Course = readonly [one: number, two: number, three: number];

/** The degree that a polynomial of degree at most 2 in the number of examples has. */
export const degree = ([a, b, c]: Course): number => (a === b && b === c ? 0 : c - b === b - a ? 1 : 2);

/** The degree of the product of some such polynomials, at most. */
export const degreeOfProduct = (courses: readonly Course[]): number =>
  courses.reduce((sum, course) => sum + degree(course), 0);

export const times = (courses: readonly Course[]): Course =>
  courses.reduce<Course>(([a, b, c], [p, q, r]) => [a * p, b * q, c * r], [1, 1, 1]);

/** Whether a difference of two such polynomials never changes its sign; where `strict`, it is never 0 either, or always. */
export function keepsSign(course: Course, strict: boolean): boolean {
  const [first, second] = course;
  const slope = second - first;
  if (degree(course) > 1) return false;
  return slope === 0 || Math.sign(first) === Math.sign(slope) || (!strict && first === 0);
}

/** The quotient of two polynomials of degree at most 2, where it is one too: it leaves no rest, and times the divisor it is of degree at most 2. */
export function quotient(over: Course, under: Course, whole: boolean): Course | undefined {
  const course = over.map((value, k) => value / under[k]!) as unknown as Course;
  if (!course.every((value) => (whole ? Number.isInteger(value) : Number.isFinite(value)))) return undefined;
  return degree(course) + degree(under) <= 2 ? course : undefined;
}
