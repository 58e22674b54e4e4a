// A client of the daemon's JSON API: fetch and nothing else. Node 18 or later, or a browser.
//
//   import { Shingled } from './shingled.mjs';
//   const daemon = new Shingled();
//   const answer = await daemon.submit({ url, html });
//   if (answer.status === 'new') ...
//
// doc/http.md and doc/openapi.yaml describe the calls; this has those that a crawler or a desk needs most.

export class ShingledError extends Error {
  constructor(problem, status) {
    super(`${problem.code ?? status} ${problem.detail ?? problem.title ?? ''}`.trim());
    this.code = problem.code ?? null;
    this.status = status;
  }
}

const PASSING = new Set(['BUSY', 'STOPPING', 'LIMIT']); // refusals that end by themselves
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Shingled {
  // address: where HTTP is served. token: USER:TOKEN, where there are users. patience: seconds that BUSY is waited out.
  constructor(address = 'http://127.0.0.1:7626', { token, patience = 60 } = {}) {
    this.base = new URL('/api/v1/', address);
    this.fields = token ? { Authorization: `Bearer ${token}` } : {};
    this.patience = patience;
  }

  // Any call: its path below /api/v1/, the query as an object, and what fetch takes.
  async fetch(path, query = {}, options = {}) {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null) url.searchParams.set(name, value);
    for (const until = Date.now() + 1000 * this.patience;;) {
      const response = await fetch(url, { ...options, headers: { ...this.fields, ...options.headers } });
      if (response.ok) return response;
      const problem = await response.json().catch(() => ({}));
      if (!PASSING.has(problem.code) || Date.now() > until) throw new ShingledError(problem, response.status);
      await pause(1000 * (Number(response.headers.get('Retry-After')) || 1));
    }
  }

  async get(path, query) {
    return (await this.fetch(path, query)).json();
  }

  async post(path, body) {
    return (await this.fetch(path, {}, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })).json();
  }

  // fields: html, text or body, and what is known of url, id, title, source, published, lang.
  submit(fields) { return this.post('articles', fields); }
  check(fields) { return this.post('check', fields); }
  article(ref) { return this.get(`articles/${encodeURIComponent(ref)}`); }
  async text(ref) { return (await this.get(`articles/${encodeURIComponent(ref)}/text`)).text; }
  async members(ref) { return (await this.get(`articles/${encodeURIComponent(ref)}/members`)).members; }

  // Every cluster, the newest first: for await (const cluster of daemon.clusters({ min_size: 3 })) ...
  async * clusters(filters = {}) {
    for (let cursor; cursor !== null;) {
      const page = await this.get('clusters', { ...filters, cursor });
      yield* page.clusters;
      cursor = page.cursor;
    }
  }

  // Many at once: answers in the order of the pages, one for each; a refused one is a problem with its code.
  async * submitMany(pages) {
    const body = pages.map((page) => `${JSON.stringify(page)}\n`).join('');
    const response = await this.fetch('articles', {}, { method: 'POST', body, headers: { 'Content-Type': 'application/x-ndjson' } });
    for await (const line of lines(response.body)) if (line) yield JSON.parse(line);
  }

  // What happens to articles and clusters, after the change number `after` and then as it happens, until signal says no.
  // When the connection breaks it comes again from where it was, so that nothing is missed or seen twice.
  async * changes(after, { signal } = {}) {
    while (!signal?.aborted) {
      try {
        const response = await this.fetch('changes', { after }, { headers: { Accept: 'text/event-stream' }, signal });
        for await (const line of lines(response.body)) {
          if (!line.startsWith('data: ')) continue;
          const change = JSON.parse(line.slice(6));
          after = change.seq;
          yield change;
        }
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof ShingledError) throw error;
      }
      await pause(1000);
    }
  }
}

async function* lines(body) {
  let rest = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const found = (rest + piece).split('\n');
    rest = found.pop();
    yield* found;
  }
  if (rest) yield rest;
}
