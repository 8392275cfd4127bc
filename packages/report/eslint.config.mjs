import workspace from '../../eslint.config.mjs';

export default [...workspace, { files: ['src/**'], rules: { 'fragility/messages-are-for-people': 'off' } }];
