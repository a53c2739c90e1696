import { http } from '../../node-http.ts';

let isDone = false;

/**
 * Has `fetch` of this thread go through the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), as curl does. This machine itself is
 * never reached through one. Not for imported files: whether a name leads into one's own network is then for the proxy to know.
 */
export function useEnvironmentProxy(env: NodeJS.ProcessEnv = process.env): void {
  if (isDone) return;
  isDone = true;
  const all = env.ALL_PROXY ?? env.all_proxy;
  const plain = env.HTTP_PROXY ?? env.http_proxy ?? all;
  const secure = env.HTTPS_PROXY ?? env.https_proxy ?? all;
  // Of Node 24.14 and later: an older one goes without.
  if ((!plain && !secure) || !('setGlobalProxyFromEnv' in http)) return;
  const except = [env.NO_PROXY ?? env.no_proxy, 'localhost', '127.0.0.1', '[::1]'].filter(Boolean).join(',');
  http.setGlobalProxyFromEnv({
    ...(plain && { HTTP_PROXY: plain }),
    ...(secure && { HTTPS_PROXY: secure }),
    NO_PROXY: except,
  });
}
