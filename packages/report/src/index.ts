export { columnsOf, toCsv } from './csv.js';
export { makeFolder, writeAtomically } from './files.js';
export { toPng, toSvg } from './figure/render.js';
export { NEUTRAL, PALETTE, theme } from './figure/theme.js';
export { pictureToPng, writePicture } from './picture.js';
export { writeReport, type Experiment, type ReportOptions, type Written } from './report.js';
