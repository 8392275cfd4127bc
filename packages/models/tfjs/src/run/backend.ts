/** Where TensorFlow.js computes: plain JavaScript, WebAssembly, or the native TensorFlow of tfjs-node. */
export type Backend = 'cpu' | 'wasm' | 'node';
