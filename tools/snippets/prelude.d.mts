import type { Dataset, Examples } from '@fragility/dataset';
import type { BoundNetwork, Region } from '@fragility/engine';
import type { DenseClassifier, ModelContext } from '@fragility/model';
import type { Row } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import type { Plugin } from '@fragility/plugin';

export const dataset: Dataset;
export const examples: Examples;
export const inputs: Examples['inputs'];
export const labels: Examples['labels'];
export const layers: readonly DenseLayer[];
export const model: DenseClassifier;
export const x: Row;
export const network: BoundNetwork;
export const region: Region;
export const context: ModelContext;
export const plugin: Plugin;
