import {
  column,
  defineAnalysis,
  isStoredPicture,
  normName,
  pictureOf,
  type Cell,
  type Exhibit,
  type Picture,
  type Summary,
  type SweptRow,
} from '@fragility/analysis';
import type { AttackRecord } from '@fragility/attack';
import { examplesAt, type Dataset } from '@fragility/dataset';
import { row, type Norm, type Row } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/** Pictures of an input, of the perturbation, and of the point found. */
interface Portrait {
  readonly original: Picture | null;
  /** Its largest coordinate black or white and 0 grey. */
  readonly perturbation: Picture | null;
  readonly adversarial: Picture | null;
  readonly magnification: number | null;
}

/** Pictures of what an attack did to an input; none where inputs are no images or have no range. */
function portraitOf({ shape, bounds }: Pick<Dataset, 'shape' | 'bounds'>, input: Row, point: Row): Portrait {
  if (!bounds) return { original: null, perturbation: null, adversarial: null, magnification: null };
  const change = point.map((value, k) => value - input[k]!);
  const most = change.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  return {
    original: pictureOf(input, shape, bounds),
    perturbation: pictureOf(change, shape, [-most, most]),
    adversarial: pictureOf(point, shape, bounds),
    magnification: (bounds[1] - bounds[0]) / (2 * most),
  };
}

/** Of each example the nearest point that was found. */
function nearest(records: readonly AttackRecord[]): AttackRecord[] {
  const best = new Map<string, AttackRecord>();
  for (const record of records) {
    const before = best.get(record.id);
    const isFound = record.success && !record.skipped && record.candidate !== undefined;
    if (isFound && !(before && before.distance <= record.distance)) best.set(record.id, record);
  }
  return [...best.values()];
}

const short = (value: Cell | undefined): string => Number(value).toPrecision(3);

const exhibitOf = (found: SweptRow): Exhibit[] => {
  const { model, attack, example, norm, distance, label_name, class_name, magnification } = found;
  const { original, perturbation, adversarial } = found;
  if (!isStoredPicture(original) || !isStoredPicture(perturbation) || !isStoredPicture(adversarial)) return [];
  return [
    {
      caption: `${String(attack)} on ${model}, example ${String(example)}: ${String(label_name)} becomes ${String(class_name)} at ${normName(norm as Norm)} distance ${short(distance)}`,
      pictures: [
        { label: String(label_name), path: original.picture },
        { label: `perturbation × ${short(magnification)}`, path: perturbation.picture },
        { label: String(class_name), path: adversarial.picture },
      ],
    },
  ];
};

function summarise(rows: readonly SweptRow[]): Summary {
  const exhibits = rows.flatMap(exhibitOf);
  const title = 'What the attacks found: original, perturbation, adversarial image';
  return exhibits.length > 0 ? { galleries: [{ name: 'gallery', title, exhibits }] } : {};
}

/**
 * Shows what each attack does to the first examples: the original, the perturbation, the adversarial image, with classes and norm.
 *
 * An example is shown at the nearest point that the attack found, whatever the budget; one that it did not fool, or that was misclassified before, is not. Attacks run again on these examples.
 */
export const gallery = defineAnalysis({
  name: 'gallery',
  summary: 'Original, perturbation and adversarial image of the first examples, for every attack',
  params: strictObject({ examples: optional(integer('how many examples, from the first on', { min: 1 }), 4) }),
  needs: ['data', 'attacks'],
  columns: {
    attack: column.string('name of the attack in the config'),
    example: column.string('id of the example'),
    norm: column.string('norm of the perturbation'),
    distance: column.number('size of the perturbation'),
    label: column.integer('class of the example'),
    class: column.integer('class of the point found'),
    label_name: column.string('name of the class of the example'),
    class_name: column.string('name of the class of the point found'),
    original: column.picture('the example; empty where inputs are no images'),
    perturbation: column.picture('the perturbation, enlarged'),
    adversarial: column.picture('the point found'),
    magnification: column.number('how much the picture of the perturbation is enlarged'),
  },
  passes: ({ examples }) => 400 * examples,
  async *run({ examples: most }, { dataset, examples, attacks, signal, progress }) {
    const count = Math.min(most, examples.ids.length);
    const first = examplesAt(
      examples,
      Int32Array.from({ length: count }, (_, k) => k),
    );
    for (const [k, handle] of attacks.entries()) {
      signal?.throwIfAborted();
      const records: AttackRecord[] = [];
      for await (const record of handle.attack(first)) records.push(record);
      for (const { id, norm, distance, label, class: reached, candidate } of nearest(records)) {
        const input = row(first.inputs, first.ids.indexOf(id));
        yield {
          ...{ attack: handle.name, example: id, norm, distance, label, class: reached },
          label_name: dataset.classes[label] ?? null,
          class_name: dataset.classes[reached] ?? null,
          ...portraitOf(dataset, input, candidate!),
        };
      }
      progress?.((k + 1) / attacks.length);
    }
  },
  summarise,
});
