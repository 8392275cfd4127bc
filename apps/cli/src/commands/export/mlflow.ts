import { FragilityError } from '@fragility/plugin';

/** How long a server may take to answer. */
const MS_TO_ANSWER = 30_000;

/** What goes with every request, from MLflow's own environment variables. */
function credentials(env: NodeJS.ProcessEnv): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = env;
  if (token) return { authorization: `Bearer ${token}` };
  if (user) return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
  return {};
}

const fail = (given: string, cause?: unknown): never => {
  const message = { given, remedy: 'check the URL, and that the server runs' };
  throw new FragilityError(message, { where: 'cli/export', code: 'cli/mlflow', kind: 'failure', cause });
};

function checkUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  const message = {
    given: `'${url}' is no URL of a server`,
    expected: 'one such as http://127.0.0.1:5000',
    remedy: 'correct --mlflow',
  };
  throw new FragilityError(message, { where: 'cli/export', code: 'cli/url', kind: 'input' });
}

/** A server of MLflow. */
export interface Mlflow {
  /** Asks its REST interface, version 2.0. @throws FragilityError `cli/mlflow`. */
  call<T>(method: 'GET' | 'POST', path: string, body: Readonly<Record<string, unknown>>): Promise<T>;
  /** Keeps a file of a run, where the server takes files. */
  upload(path: string, content: Uint8Array): Promise<void>;
}

/**
 * A server of MLflow by its URL.
 *
 * @see https://mlflow.org/docs/latest/api_reference/rest-api.html
 */
export function mlflowAt(url: string, env: NodeJS.ProcessEnv = process.env): Mlflow {
  checkUrl(url);
  const base = url.replace(/\/+$/, '');
  async function ask(path: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(MS_TO_ANSWER);
    const headers = { ...credentials(env), ...(init.headers as Record<string, string>) };
    const response = await fetch(`${base}${path}`, { ...init, headers, signal }).catch((cause: Error) =>
      fail(`${base} does not answer (${(cause.cause as Error | undefined)?.message ?? cause.message})`, cause),
    );
    if (response.ok) return response;
    const text = (await response.text()).slice(0, 300);
    return fail(`${base}${path.split('?')[0]!} answers ${response.status}: ${text}`);
  }
  return {
    call: async (method, path, body) => {
      const query = method === 'GET' ? `?${new URLSearchParams(body as Record<string, string>).toString()}` : '';
      const sent =
        method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await ask(`/api/2.0/mlflow/${path}${query}`, { method, ...sent });
      return (await response.json()) as never;
    },
    upload: async (path, content) =>
      void (await ask(`/api/2.0/mlflow-artifacts/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`, {
        method: 'PUT',
        body: content as Uint8Array<ArrayBuffer>,
      })),
  };
}
