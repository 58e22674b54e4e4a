/* The daemon's JSON API: problems become errors, a token that is asked for is kept for this tab alone. */
const BASE = '/api/v1/';

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ? `${body.title}: ${body.detail}` : body?.title ?? `the daemon answered ${status}`);
    this.status = status;
    this.code = body?.code;
  }
}

const token = () => sessionStorage.getItem('token');

/* Who looks, where the daemon has users; document hears of a change. */
export const user = () => token()?.split(':')[0] ?? null;
function keepToken(given) {
  if (given) sessionStorage.setItem('token', given);
  else sessionStorage.removeItem('token');
  document.dispatchEvent(new Event('user'));
}
export function signOut() {
  keepToken(null);
  location.reload();
}

/* With users on the first answer is 401: the token is asked for once, and the call is made again. */
let asked = null;
function askToken() {
  asked ??= import('/token.js').then((page) => page.askToken()).then((given) => {
    asked = null;
    keepToken(given);
  });
  return asked;
}

export async function call(path, { method = 'GET', body, type = 'application/json', accept = 'application/json', signal } = {}) {
  const headers = { Accept: accept };
  if (body !== undefined) headers['Content-Type'] = type;
  if (token()) headers.Authorization = `Bearer ${token()}`;
  const answer = await fetch(path.startsWith('/') ? path : BASE + path, { method, body, headers, signal });
  if (answer.status === 401) {
    keepToken(null);
    await askToken();
    return call(path, { method, body, type, accept, signal });
  }
  if (answer.ok) return answer;
  throw new Problem(answer.status, await answer.json().catch(() => null));
}

export const get = async (path, options) => (await call(path, options)).json();
export const post = async (path, value, options) => (await call(path, { method: 'POST', body: JSON.stringify(value), ...options })).json();
export const ref = (value) => encodeURIComponent(value);

export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? '?' + new URLSearchParams(given) : '';
}

/* Calls heard(change) for each change from now on, until signal ends it; comes again after a lost line. */
export async function changes(signal, heard) {
  let after;
  while (!signal.aborted) {
    try {
      const answer = await call('changes' + query({ after }), { accept: 'text/event-stream', signal });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = '';;) {
        const { value, done } = await reader.read();
        if (done) break;
        const events = (rest + value).split('\n\n');
        rest = events.pop();
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event);
          if (!data) continue;
          const change = JSON.parse(data[1]);
          after = change.seq;
          heard(change);
        }
      }
    } catch (problem) {
      if (signal.aborted) return;
      if (problem.status && problem.status !== 429) return;
    }
    await new Promise((done) => setTimeout(done, 3000));
  }
}
