const PROSE = new Set(['message', 'sentence', 'reason', 'remedy']);
const CUTS = new Set(
  'startsWith endsWith includes indexOf lastIndexOf search match matchAll replace replaceAll split slice substring substr localeCompare'.split(
    ' ',
  ),
);
/** What a text is after them is still prose. */
const KEEPS = new Set('toString valueOf toLowerCase toUpperCase trim trimStart trimEnd normalize concat at'.split(' '));
const ERRORS = /^(?:e|err|error|cause|caught|thrown)$/;
const WRAPPERS = new Set(['ChainExpression', 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']);

const unwrap = (node) => (WRAPPERS.has(node?.type) ? unwrap(node.expression) : node);

const nameOf = ({ computed, property }) => (computed ? property.value : property.name);

/** The name of the prose that a variable holds, by how it is declared: itself, or as another name. */
function declared(identifier, scope, prose) {
  for (let at = scope; at; at = at.upper) {
    const found = at.set.get(identifier.name);
    if (!found) continue;
    const [definition] = found.defs;
    const { id, init } = definition?.type === 'Variable' ? definition.node : {};
    if (id?.type === 'Identifier' && init) return prose(init, at);
    const [pattern] = id ? [id] : (definition?.node?.params ?? []);
    const renamed = pattern?.type === 'ObjectPattern' ? pattern.properties : [];
    return renamed.find(({ value }) => (value?.left ?? value) === definition.name)?.key.name;
  }
  return undefined;
}

/** The name of the prose that an expression is made of: `message` for `String(error.message).trim()`. */
function proseOf(wrapped, scope) {
  const node = unwrap(wrapped);
  const within = (inner, at = scope) => proseOf(inner, at);
  const known = (name) => (PROSE.has(name) ? name : undefined);
  switch (node?.type) {
    case 'Identifier':
      return known(node.name) ?? known(declared(node, scope, within));
    case 'MemberExpression':
      return known(nameOf(node));
    case 'LogicalExpression':
      return within(node.left);
    case 'TemplateLiteral':
      return node.expressions.map((inner) => textOf(inner, scope)).find(Boolean);
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type === 'Identifier' && callee.name === 'String') return textOf(node.arguments[0], scope);
      return callee.type === 'MemberExpression' && KEEPS.has(nameOf(callee)) ? textOf(callee.object, scope) : undefined;
    }
    default:
      return undefined;
  }
}

/** The same of what becomes a text, as an error becomes its message. */
const textOf = (wrapped, scope) => {
  const node = unwrap(wrapped);
  return node?.type === 'Identifier' && ERRORS.test(node.name) ? 'message' : proseOf(node, scope);
};

const isSaid = (name) => name === 'message' || name === 'sentence';

/** Nothing decides by the words of a message, which are for people. */
export const messagesAreForPeople = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      prose:
        'Facts travel as data: ask for code, kind, path or another field, not for words of a message (CONTRIBUTING.md).',
    },
  },
  create(context) {
    const of = (node) => proseOf(node, context.sourceCode.getScope(node));
    const report = (node) => context.report({ node, messageId: 'prose' });
    return {
      CallExpression(node) {
        const callee = unwrap(node.callee);
        if (callee.type !== 'MemberExpression') return;
        const name = nameOf(callee);
        const asked = node.arguments.map((argument) => unwrap(argument));
        if (CUTS.has(name) && of(callee.object)) report(node);
        else if ((name === 'test' || name === 'exec') && asked.some(of)) report(node);
        else if (['has', 'get', 'includes', 'indexOf'].includes(name))
          if (asked.some((one) => one.type === 'MemberExpression' && isSaid(of(one)))) report(node);
      },
      BinaryExpression(node) {
        if (!/^[!=]==?$/.test(node.operator)) return;
        const sides = [node.left, node.right].map(unwrap);
        const compares = (side, other) =>
          isSaid(of(side)) && (side.type !== 'Identifier' || typeof other.value === 'string');
        if (compares(...sides) || compares(...sides.toReversed())) report(node);
      },
      SwitchStatement: ({ discriminant }) => isSaid(of(discriminant)) && report(discriminant),
      MemberExpression: ({ computed, property }) => computed && isSaid(of(property)) && report(property),
    };
  },
};
