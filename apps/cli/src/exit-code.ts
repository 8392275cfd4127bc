/** Errors of these families are mistakes in the input: the config, the plugins, the data, the folders and files named. */
const BAD_INPUT = [
  /^(?:config|plugin|dataset)\//,
  /^runner\/output$/,
  /^engine\/(?:batch|missing|threads|empty|file|onnx|opset|operator|output|ports|preprocessing|shape)$/,
  /^(?:model-(?:onnx|function|http)|tfjs)\//,
  /^attack\/access$/,
  /^runner\/needs$/,
  /^model\/(?:gradients|answers|shape|interpolate|activation)$/,
];

/** The exit code that an error asks for: 2 for bad input, 1 for every other failure. */
export const exitCodeOf = (code: unknown): 1 | 2 =>
  typeof code === 'string' && BAD_INPUT.some((family) => family.test(code)) ? 2 : 1;
