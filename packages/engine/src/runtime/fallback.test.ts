import { expect, it, jest } from '@jest/globals';

it('falls back to wasm, or says what to install, where the native runtime is missing', async () => {
  jest.unstable_mockModule('onnxruntime-node', () => {
    throw new Error('Cannot find package');
  });
  const { loadRuntime: load } = await import('./load.js');
  expect((await load('auto')).identity.name).toBe('wasm');
  await expect(load('native')).rejects.toMatchObject({
    code: 'engine/missing',
    message: expect.stringContaining('npm install --ignore-scripts onnxruntime-node'),
  });
});
