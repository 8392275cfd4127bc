const SAFE = Number.MAX_SAFE_INTEGER;

const range = ({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum }) => {
  const low = type === 'integer' && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  const parts = [];
  if (low !== undefined && low > -SAFE) parts.push(`≥ ${low}`);
  else if (exclusiveMinimum !== undefined) parts.push(`> ${exclusiveMinimum}`);
  if (maximum !== undefined && maximum < SAFE) parts.push(`≤ ${maximum}`);
  else if (exclusiveMaximum !== undefined) parts.push(`< ${exclusiveMaximum}`);
  return parts.length > 0 ? ` ${parts.join(', ')}` : '';
};

const variants = ({ oneOf, anyOf }) => oneOf ?? anyOf ?? [];
const isMap = (schema) => schema.type === 'object';
const tagOf = ({ properties }) => properties?.method?.const;

/** A JSON Schema type in one line: `relu | tanh`, `integer ≥ 1`, `list of string`. */
function typeOf(schema) {
  if (schema.enum) return schema.enum.join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  const options = variants(schema);
  if (options.length > 0) return options.map((one) => tagOf(one) ?? typeOf(one)).join(' | ');
  if (schema.type === 'array')
    return ['any', 'map'].includes(typeOf(schema.items ?? {})) ? 'list' : `list of ${typeOf(schema.items)}`;
  return isMap(schema) ? 'map' : `${schema.type ?? 'any'}${range(schema)}`;
}

/** A default as YAML would write it in one line. */
function show(value) {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = Object.entries(value).map(([key, one]) => `${key}: ${show(one)}`);
  return inner.length > 0 ? `{ ${inner.join(', ')} }` : '{}';
}

/** Rows `[name, type, default]` of a schema and of everything in it, by dotted path; `what` is what the schema says of each. */
export function rowsOf(schema, prefix = '') {
  const rows = new Map();
  const add = (path, inner, required) => {
    const preset = inner.default === undefined ? (required ? 'required' : '—') : show(inner.default);
    if (!rows.has(path))
      rows.set(path, Object.assign([path, typeOf(inner), preset], { what: inner.description ?? '' }));
    for (const row of rowsOf(inner, `${path}.`)) if (!rows.has(row[0])) rows.set(row[0], row);
  };
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    if ((key === 'method' && inner.const !== undefined) || key === '$schema') continue;
    add(prefix + key, inner, schema.required?.includes(key) ?? false);
  }
  for (const inner of [...variants(schema), ...(schema.type === 'array' ? [schema.items ?? {}] : [])])
    for (const row of rowsOf(inner, prefix)) if (!rows.has(row[0])) rows.set(row[0], row);
  const others = schema.additionalProperties;
  if (isMap(others ?? {})) rowsOf(others, `${prefix}NAME.`).forEach((row) => rows.set(row[0], row));
  else if (typeof others === 'object' && Object.keys(others).length > 0) add(`${prefix}PATH`, others, false);
  return [...rows.values()];
}
