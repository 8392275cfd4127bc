import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'create-fragility-plugin' };
