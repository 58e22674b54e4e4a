/* Health: rates, latencies and fill, read from /metrics as a monitor reads them, every two seconds. */
import { h, s, count, about, bytes, span, plural } from '/dom.js';
import { call } from '/api.js';

export const title = 'Health';
const EVERY_MS = 2000, KEPT = 90;

/* "name{labels} value" lines -> Map */
export function parse(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ');
    if (at > 0 && line[0] !== '#') values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return values;
}

const value = (values, name) => values.get(`shingled_${name}`) ?? 0;
const sum = (values, name) => [...values].filter(([key]) => key.startsWith(`shingled_${name}{`)).reduce((all, [, n]) => all + n, 0);

/* The quantile of what came between two readings of a histogram, in milliseconds; by its buckets, so about. */
function quantile(now, before, name, share) {
  const buckets = [...now.keys()].filter((key) => key.startsWith(`shingled_${name}_bucket`)).map((key) => [Number(/le="([^"]+)"/.exec(key)[1].replace('+Inf', 'Infinity')), now.get(key) - (before.get(key) ?? 0)]);
  const all = buckets.at(-1)?.[1] ?? 0;
  if (!all) return null;
  let lower = 0, seen = 0;
  for (const [upper, upto] of buckets) {
    if (upto >= share * all) return 1000 * (upper === Infinity ? lower : lower + (upper - lower) * (share * all - seen) / Math.max(1, upto - seen));
    lower = upper;
    seen = upto;
  }
  return null;
}

function spark(points) {
  const width = 240, height = 56, most = Math.max(1e-9, ...points.filter((p) => p !== null));
  const x = (i) => width * (i + KEPT - points.length) / (KEPT - 1);
  const line = points.map((p, i) => p === null ? null : `${x(i).toFixed(1)},${(height - 3 - p / most * (height - 8)).toFixed(1)}`).filter(Boolean);
  if (line.length < 2) return s('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  return s('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('polygon', { points: `${line[0].split(',')[0]},${height} ${line.join(' ')} ${line.at(-1).split(',')[0]},${height}` }), s('polyline', { points: line.join(' ') }));
}

const cards = [
  ['Submissions', (d) => d.rate((v) => value(v, 'submit_duration_seconds_count')), (x) => `${about(x)} /s`, 'handed in, checks too'],
  ['Queries', (d) => d.rate((v) => value(v, 'query_duration_seconds_count')), (x) => `${about(x)} /s`, 'answered'],
  ['A submission takes', (d) => d.quantile('submit_duration_seconds', 0.99), span, '99th percentile, to disk and back'],
  ['A query takes', (d) => d.quantile('query_duration_seconds', 0.99), span, '99th percentile'],
  ['A commit takes', (d) => d.quantile('commit_duration_seconds', 0.5), span, 'median, synced'],
  ['Waiting', (d) => value(d.now, 'queued_submissions'), count, 'submissions between network and store'],
];

const facts = [
  ['Articles', (v) => count(value(v, 'articles'))], ['Stories', (v) => count(value(v, 'clusters'))],
  ['Data file', (v) => bytes(value(v, 'disk_bytes'))], ['Memory', (v) => bytes(v.get('process_resident_memory_bytes') ?? 0)],
  ['Index', (v) => `${bytes(value(v, 'index_bytes'))}, ${about(value(v, 'index_postings'))} keys`], ['Tables', (v) => bytes(value(v, 'tables_bytes'))],
  ['Sites with a template', (v) => `${count(value(v, 'sites_with_template'))} of ${count(value(v, 'sites'))}`], ['Connections', (v) => count(value(v, 'connected_clients') + value(v, 'http_clients'))],
  ['Told to wait', (v) => count(value(v, 'busy_total'))], ['Errors answered', (v) => count(value(v, 'errors_total'))],
  ['Up for', (v) => span(Date.now() - 1000 * (v.get('process_start_time_seconds') ?? 0))],
  ['Version', (v) => /version="([^"]+)"/.exec([...v.keys()].find((key) => key.startsWith('shingled_build_info')) ?? '')?.[1] ?? '?'],
];

const verdicts = ['new', 'exact', 'copy', 'excerpt', 'extended', 'revision', 'unchanged', 'digest', 'short'];

function kinds(values) {
  const all = sum(values, 'submits_total') || 1;
  return h('dl', { class: 'kinds' }, verdicts.map((name) => [name, value(values, `submits_total{status="${name}"}`)]).filter(([, n]) => n).map(([name, n]) =>
    [h('dt', {}, name), h('dd', {}, s('svg', { class: 'bar', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, s('rect', { width: 100, height: 6, class: 'rest' }), s('rect', { width: 100 * n / all, height: 6, class: 'own' })), h('span', {}, count(n)))]));
}

export async function show(page, { signal }) {
  const state = h('p', { class: 'state' });
  const shown = cards.map(([name, , , what]) => { const figure = h('b', {}, '–'), picture = h('div', {}); return { figure, picture, points: [], card: h('div', { class: 'card' }, h('h2', {}, name), figure, picture, h('p', {}, what)) }; });
  const table = h('dl', { class: 'facts' });
  const byKind = h('div', {});
  page.append(h('h1', {}, 'Health'), state, h('div', { class: 'cards' }, shown.map((one) => one.card)),
    h('div', { class: 'two' }, h('section', {}, h('h2', {}, 'What came in'), byKind), h('section', {}, h('h2', {}, 'As it is'), table)));
  let before = null, beforeAt = 0;
  async function read() {
    const now = parse(await (await call('/metrics', { accept: 'text/plain', signal })).text());
    const at = performance.now();
    const bad = value(now, 'read_only') ? 'The store takes no more: an error of the disk.' : value(now, 'full') ? 'The disk or the quota is full; queries go on.' : null;
    state.className = bad ? 'state bad' : 'state';
    state.textContent = bad ?? `All is well. ${plural(value(now, 'articles'), 'article')} in ${plural(value(now, 'clusters'), 'story', 'stories')}.`;
    table.replaceChildren(...facts.flatMap(([name, tell]) => [h('dt', {}, name), h('dd', {}, tell(now))]));
    byKind.replaceChildren(kinds(now));
    if (before) {
      const seen = before;
      const delta = { now, rate: (of) => Math.max(0, of(now) - of(seen)) / (at - beforeAt) * 1000, quantile: (name, share) => quantile(now, seen, name, share) };
      shown.forEach((one, i) => {
        const reading = cards[i][1](delta);
        one.points.push(reading);
        if (one.points.length > KEPT) one.points.shift();
        one.figure.textContent = reading === null ? '–' : cards[i][2](reading);
        one.picture.replaceChildren(spark(one.points));
      });
    }
    before = now;
    beforeAt = at;
  }
  await read();
  const timer = setInterval(() => { if (!document.hidden) read().catch((problem) => { if (!signal.aborted) { state.className = 'state bad'; state.textContent = problem.message; } }); }, EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}
