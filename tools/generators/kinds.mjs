/** What differs between the kinds of part: folders, the contract, and the tables of a page. */
export const KINDS = {
  attack: {
    folder: 'attacks',
    prefix: 'attacks',
    contracts: ['attack'],
    title: 'Attacks',
    parameter: ['steps', 'integer ≥ 1', '40', 'gradient steps'],
  },
  dataset: {
    folder: 'datasets',
    prefix: 'dataset',
    contracts: ['dataset'],
    title: 'Datasets',
    parameter: ['points', 'integer ≥ 1', '100', 'number of examples'],
  },
  model: {
    folder: 'models',
    prefix: 'model',
    contracts: ['dataset', 'model'],
    title: 'Models',
    parameter: ['width', 'integer ≥ 1', '32', 'hidden units'],
  },
  analysis: {
    folder: 'analyses',
    prefix: 'analyses',
    contracts: ['dataset', 'model', 'analysis'],
    title: 'Analyses',
    parameter: ['examples', 'integer ≥ 1', '10', 'examples measured'],
    columns: [
      ['id', 'string', 'example'],
      ['value', 'number', 'what was measured'],
    ],
  },
};

export const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
