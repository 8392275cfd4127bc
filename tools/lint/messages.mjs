const PROSE = '/^(?:message|sentence|reason|remedy)$/';
const CUTS =
  '/^(?:startsWith|endsWith|includes|indexOf|match|matchAll|search|replace|replaceAll|split|slice|substring)$/';
const message =
  'Facts travel as data: ask for code, kind, path or another field, not for words of a message (CONTRIBUTING.md).';

/** Options of `no-restricted-syntax`: nothing decides by the words of a message, which are for people. */
export const messagesAreForPeople = [
  `CallExpression[callee.property.name=${CUTS}] > MemberExpression.callee > MemberExpression.object[property.name=${PROSE}]`,
  `CallExpression[callee.property.name=${CUTS}] > MemberExpression.callee > Identifier.object[name=${PROSE}]`,
  `CallExpression[callee.property.name=/^(?:test|exec)$/] > MemberExpression.arguments[property.name=${PROSE}]`,
  `CallExpression[callee.property.name=/^(?:test|exec)$/] > Identifier.arguments[name=${PROSE}]`,
  `BinaryExpression[operator=/^[!=]==$/] > MemberExpression[property.name=/^(?:message|sentence)$/]`,
].map((selector) => ({ selector, message }));
