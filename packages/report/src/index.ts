export { columnsOf, csvOf, toCsv } from './csv.js';
export { folderFiles, makeFolder, writeAtomically } from './files.js';
export { toPng, toSvg } from './figure/render.js';
export { NEUTRAL, PALETTE, theme } from './figure/theme.js';
export { parquetOf, type TypedColumn } from './parquet.js';
export { pictureFile, pictureToPng, writePicture } from './picture.js';
export { drawReport, REPORT, writeReport, type ReportOptions, type Written } from './report.js';
export { redrawReport, storeReport } from './stored.js';
export type { Experiment, Part, Provenance, Report, RunFiles } from './types.js';
