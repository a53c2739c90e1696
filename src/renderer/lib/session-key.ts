/** The page's half of its session with the browser host; the other half is a cookie that no script can read. */
const SESSION_KEY = 'millrace.session';

/** The token of the address that the page was opened with, until it has been changed into a session. */
let token = takeToken();

/**
 * The page's key, for the token of its address or from the tab before. A token that the host does not know is returned as it is: its refusal
 * says what to do.
 */
export async function sessionKey(): Promise<string | undefined> {
  if (token === undefined) return localStorage.getItem(SESSION_KEY) ?? undefined;
  const answer = await fetch('/session', { method: 'POST', body: token });
  if (!answer.ok) return localStorage.getItem(SESSION_KEY) ?? token;
  const key = await answer.text();
  localStorage.setItem(SESSION_KEY, key);
  token = undefined;
  return key;
}

/** Takes `#token=...` out of the address bar, before anybody else reads the address. */
function takeToken(): string | undefined {
  if (typeof window === 'undefined') return undefined;
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (given === null) return undefined;
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return given;
}
