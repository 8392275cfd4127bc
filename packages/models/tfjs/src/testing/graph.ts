/** The type of its values, as a graph-model writes it. */
export const float = { type: 'DT_FLOAT' };

/** A node of a graph-model that computes with floats. */
export const node = (name: string, op: string, input: string[] = [], attr: object = {}): object => ({
  name,
  op,
  input,
  attr: { T: float, ...attr },
});

/** A constant of a graph-model, whose value the weights hold. */
export const constant = (name: string): object => node(name, 'Const', [], { dtype: float });
