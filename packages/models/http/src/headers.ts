import { fail } from './error.js';

/** A header's value: itself, or an environment variable that holds it. */
export type Header = string | { readonly env: string; readonly prefix?: string | undefined };

const SECRET = /^(?:authorization|proxy-authorization|cookie|.*(?:api-?key|token|secret).*)$/i;

/**
 * Values of headers. Secrets are read from the environment only, and are in no message, fact or file.
 *
 * @throws FragilityError `model-http/header` when a variable is not set, or a secret stands in the config.
 */
export function headersFrom(given: Readonly<Record<string, Header>>, env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(given).map(([name, value]): [string, string] => {
    if (typeof value === 'string') {
      if (SECRET.test(name))
        fail(
          'model-http/header',
          `the header ${name} has its value in the config, which is kept with results; say { env: NAME }`,
        );
      return [name, value];
    }
    const found = env[value.env];
    if (found === undefined || found === '')
      return fail(
        'model-http/header',
        `the header ${name} needs the environment variable ${value.env}, which is not set; set it`,
      );
    if (/[^\t\x20-\x7e]/.test(found))
      return fail(
        'model-http/header',
        `the environment variable ${value.env} holds a line break or no ASCII, expected a header's value; correct it`,
      );
    return [name, `${value.prefix ?? ''}${found}`];
  });
  return Object.fromEntries(entries);
}
