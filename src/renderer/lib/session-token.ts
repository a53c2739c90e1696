const KEY = 'millrace.token';
const CHANNEL = 'millrace.token';
/** A window that is open answers at once; without one there is nothing to wait for. */
const ANSWER_WITHIN_MS = 300;

interface Question {
  ask: 'token';
}
interface Answer {
  token: string;
}

/** Moves the token of `#token=...` out of the address bar, into this tab's session. Called once, before anything connects. */
export function keepToken(): void {
  const parameters = new URLSearchParams(window.location.hash.slice(1));
  const token = parameters.get('token');
  if (token !== null) {
    sessionStorage.setItem(KEY, token);
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  answerOthers();
}

/**
 * What the browser host asks for. A second window has none of its own: it asks the other windows of this origin, so that an address can be
 * opened beside the one it was copied from, and the token is never written where a later program on the same port would find it.
 */
export async function sessionToken(): Promise<string | undefined> {
  const own = sessionStorage.getItem(KEY);
  if (own !== null) return own;
  const asked = await askOthers();
  if (asked !== undefined) sessionStorage.setItem(KEY, asked);
  return asked;
}

function askOthers(): Promise<string | undefined> {
  return new Promise(resolve => {
    const channel = new BroadcastChannel(CHANNEL);
    const finish = (token?: string) => {
      clearTimeout(timer);
      channel.close();
      resolve(token);
    };
    const timer = setTimeout(finish, ANSWER_WITHIN_MS);
    channel.addEventListener('message', ({ data }: MessageEvent<Partial<Answer>>) => {
      if (typeof data.token === 'string') finish(data.token);
    });
    channel.postMessage({ ask: 'token' } satisfies Question);
  });
}

function answerOthers(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', ({ data }: MessageEvent<Partial<Question>>) => {
    const token = sessionStorage.getItem(KEY);
    if (data.ask === 'token' && token !== null) channel.postMessage({ token } satisfies Answer);
  });
}
