/** What a split looks like once it is read and divided. */
export interface SplitSummary {
  readonly file: string;
  readonly labelFile: string;
  readonly labels: Int32Array;
  /** Range of the divided inputs. */
  readonly low: number;
  readonly high: number;
  readonly divide: number;
}

/** Largest value of images in [0, 1] that were divided by 255 once too often. */
const DARK = 1 / 255;

/** Channels of pictures. */
const CHANNELS: ReadonlySet<number> = new Set([1, 3, 4]);

/**
 * What is doubtful about arrays that are read as they were told: labels that count from 1, values divided twice, channels that are not where
 * the layout says.
 *
 * @param firstLabel whether the number of the first class was given
 * @param unitBounds whether inputs are taken to be in [0, 1] because nothing else was said
 */
export function doubtsOf(
  looks: readonly SplitSummary[],
  { firstLabel, unitBounds, shape }: { firstLabel: boolean; unitBounds: boolean; shape: readonly number[] },
): string[] {
  const doubts: string[] = [];
  const [first] = looks;
  const least = looks.reduce((low, { labels }) => labels.reduce((a, b) => Math.min(a, b), low), Infinity);
  if (first && !firstLabel && least === 1)
    doubts.push(
      `no label of ${first.labelFile} is 0, so that class 0 has no examples; if labels count from 1, set firstLabel: 1, else firstLabel: 0`,
    );
  for (const { file, high, low, divide } of unitBounds ? looks : [])
    if (high > 0 && low >= 0 && high <= DARK * (1 + 1e-6))
      doubts.push(
        `all values of ${file} are at most ${Number(high.toPrecision(3))} once divided by ${divide}, black in [0, 1]; set divide: 1 if they need no dividing`,
      );
  const [height, width, channels] = shape;
  if (shape.length === 3 && !CHANNELS.has(channels!) && (CHANNELS.has(height!) || CHANNELS.has(width!)))
    doubts.push(
      `inputs are ${height} × ${width} pictures of ${channels} channels as they are laid out; if they are not, set the other layout`,
    );
  return doubts;
}
