export { lockHolder, takeLock } from './lock.js';
