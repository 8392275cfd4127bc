import workspace from '../../eslint.config.mjs';

export default [...workspace, { files: ['src/composition/**'], rules: { 'no-restricted-imports': 'off' } }];
