import workspace from '../../eslint.config.mjs';

export default [...workspace, { files: ['src/plugins/container.ts'], rules: { 'no-restricted-imports': 'off' } }];
