import { arrays } from '../onnx/tensors/element.js';

/**
 * In a realm of its own (Jest, `node:vm`), `Float32Array` is not the one whose instances native add-ons return, and the checks of
 * onnxruntime-common (`instanceof`) refuse them. Such a realm, and only such a one, is told to recognise typed arrays by their kind.
 */
export function acceptOtherRealms(): void {
  if (structuredClone(new Float32Array(1)) instanceof Float32Array) return;
  for (const TypedArray of Object.values(arrays)) {
    Object.defineProperty(TypedArray, Symbol.hasInstance, {
      configurable: true,
      value: (value: unknown) =>
        ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === `[object ${TypedArray.name}]`,
    });
  }
}
