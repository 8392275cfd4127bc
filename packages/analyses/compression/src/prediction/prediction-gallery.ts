import { isStoredPicture, type Cell, type Exhibit, type Gallery, type SweptRow } from '@fragility/analysis';

const short = (value: Cell | undefined): string => Number(value).toPrecision(3);

const pathOf = (cell: Cell | undefined): string => (isStoredPicture(cell) ? cell.picture : '');

const exhibit = (row: SweptRow): Exhibit => {
  const { model, i, j, label_name, target_name, predicted, measured, path_compression, boundary_distance } = row;
  return {
    caption: `${model}: ${String(i)} towards ${String(j)}: boundary at ${short(boundary_distance)}, |cos θ| ${short(path_compression)}, predicted ${short(predicted)}, measured ${short(measured)}`,
    pictures: [
      { label: `i: ${String(label_name)}`, path: pathOf(row['original']) },
      { label: `perturbation × ${short(row['magnification'])}`, path: pathOf(row['perturbation']) },
      { label: `${String(target_name)} above ${String(label_name)}`, path: pathOf(row['adversarial']) },
      { label: `j: ${String(target_name)}`, path: pathOf(row['other']) },
    ],
  };
};

/** Original, perturbation, adversarial image and the other example of each pair that was drawn; none where inputs are no images. */
export function predictionGallery(rows: readonly SweptRow[]): Gallery[] {
  const exhibits = rows.filter((row) => isStoredPicture(row['original'])).map(exhibit);
  const title = 'The smallest perturbation found, enlarged';
  return exhibits.length > 0 ? [{ name: 'compression-prediction', title, exhibits }] : [];
}
