import { fail } from './error.js';

/** A header's value: itself, or an environment variable that holds it. */
export type Header = string | { readonly env: string; readonly prefix?: string | undefined };

const SECRET =
  /(?:^|[-_])(?:auth(?:orization|entication)?|cookie|key|\w*token|secret|password|credentials?|sig(?:nature)?)$|apikey/i;
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Whether a header or a parameter of a url is called like a secret.
 *
 * @example ['X-Api-Key', 'api_key', 'Accept'].map(isSecret); // [true, true, false]
 */
export const isSecret = (name: string): boolean => SECRET.test(name);

/**
 * Values of headers. Secrets are read from the environment only, and are in no message, fact or file.
 *
 * @throws FragilityError `model-http/header` when a variable is not set, or a secret stands in the config.
 */
export function headersFrom(given: Readonly<Record<string, Header>>, env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(given).map(([name, value]): [string, string] => {
    if (!NAME.test(name))
      fail('model-http/header', {
        given: `'${name}' is no name of a header`,
        expected: 'letters, digits and hyphens',
        remedy: 'correct it',
      });
    const checked = (text: string, what: string): string =>
      /[^\t\x20-\x7e]/.test(text)
        ? fail('model-http/header', {
            given: `${what} holds a line break or no ASCII`,
            expected: `a header's value`,
            remedy: 'correct it',
          })
        : text;
    if (typeof value === 'string') {
      if (isSecret(name))
        fail('model-http/header', {
          given: `the header ${name} has its value in the config, which is kept with results`,
          remedy: 'say { env: NAME }',
        });
      return [name, checked(value, `the header ${name}`)];
    }
    const found = env[value.env];
    if (found === undefined || found === '')
      return fail('model-http/header', {
        given: `the header ${name} needs the environment variable ${value.env}, which is not set`,
        remedy: 'set it',
      });
    checked(value.prefix ?? '', `the prefix of the header ${name}`);
    checked(found, `the environment variable ${value.env}`);
    return [name, `${value.prefix ?? ''}${found}`];
  });
  return Object.fromEntries(entries);
}
