/* Stories: clusters of copies, newest or largest first, with filters, kept up to date while one looks. */
import { h, written, time, dayOrTime, plural, span, note, trouble, loading, say, count } from '/dom.js';
import { get, query, changes } from '/api.js';

export const title = 'Stories';
const ROWS = 30;
const REFRESH_MS = 4000;
const LOOKS = 12; /* calls for one page of rows, when filters leave few */

function field(name, label, value, attributes) {
  return h('div', { class: 'field' }, h('label', { for: `f-${name}` }, label),
    h('input', { id: `f-${name}`, name, value, autocomplete: 'off', spellcheck: 'false', ...attributes }));
}

function choice(name, label, value, options) {
  return h('div', { class: 'field' }, h('label', { for: `f-${name}` }, label),
    h('select', { id: `f-${name}`, name }, options.map(([key, text]) => h('option', { value: key, selected: key === value }, text))));
}

function filters(parameters) {
  const value = (name) => parameters.get(name) ?? '';
  const form = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter stories' },
    field('title', 'Headline', value('title'), { type: 'search', placeholder: 'words of it' }),
    field('source', 'Source', value('source'), { placeholder: 'example.org' }),
    field('agency', 'Agency', value('agency'), { placeholder: 'Reuters' }),
    choice('since', 'Since', value('since'), [['', 'any time'], ['1h', 'an hour'], ['1d', 'a day'], ['7d', 'a week'], ['30d', 'a month']]),
    choice('min_size', 'Articles', parameters.get('min_size') ?? '2', [['1', 'all, singles too'], ['2', '2 or more'], ['5', '5 or more'], ['20', '20 or more']]),
    choice('sort', 'Order', value('sort'), [['', 'newest first'], ['size', 'largest first']]));
  const apply = () => {
    const given = Object.fromEntries([...new FormData(form)].filter(([name, text]) => text && !(name === 'min_size' && text === '2')));
    history.replaceState(null, '', '#/stories' + query(given));
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  form.addEventListener('submit', (event) => { event.preventDefault(); apply(); });
  form.addEventListener('change', apply);
  return form;
}

const AGES = { '1h': 3600, '1d': 86400, '7d': 604800, '30d': 2592000 };
function wanted(parameters) {
  const age = AGES[parameters.get('since')];
  return {
    min_size: parameters.get('min_size') ?? 2, title: parameters.get('title'), source: parameters.get('source'),
    agency: parameters.get('agency'), sort: parameters.get('sort'), count: ROWS,
    since: age ? Math.floor(Date.now() / 1000 - age) : undefined,
  };
}

function row(cluster) {
  const lasted = cluster.last - cluster.first;
  return h('li', {},
    h('a', { class: 'row', 'data-row': true, href: `#/story/${cluster.cluster}` },
      h('span', { class: 'size', title: plural(cluster.size, 'article') }, h('b', {}, count(cluster.size)),
        h('span', { class: 'hidden' }, cluster.size === 1 ? ' article: ' : ' articles: ')),
      h('span', { class: 'body' },
        written('span', { class: 'headline' }, cluster.title ?? `Article ${cluster.canonical}`),
        h('span', { class: 'meta' },
          cluster.agency && h('span', { class: 'agency' }, cluster.agency),
          cluster.source && h('span', {}, cluster.source),
          cluster.sources > 1 && h('span', {}, `+ ${plural(cluster.sources - 1, 'source')}`),
          h('span', {}, time(dayOrTime(cluster.last))),
          lasted > 60000 && h('span', {}, `over ${span(lasted)}`)))));
}

/* Rows and a cursor for more. A call looks at a bounded part of the store, so it may take some. */
async function look(values, cursor, signal) {
  let rows = [];
  for (let calls = 0; calls < LOOKS && rows.length < ROWS; calls++) {
    const answer = await get('clusters' + query({ ...values, cursor }), { signal });
    rows = rows.concat(answer.clusters);
    cursor = answer.cursor;
    if (!cursor) break;
  }
  return { rows, cursor };
}

export async function show(page, { parameters, signal }) {
  const values = wanted(parameters);
  const list = h('ol', { class: 'rows' });
  const more = h('button', { type: 'button', class: 'more', hidden: true }, 'More stories');
  const live = h('button', { type: 'button', class: 'live' }, h('i', { 'aria-hidden': 'true' }), h('span', {}, 'live'));
  const wait = loading();
  page.append(h('div', { class: 'head' }, h('h1', {}, 'Stories'), live), filters(parameters), wait, list, more);

  let cursor;
  async function load(fresh) {
    const answer = await look({ ...values }, fresh ? undefined : cursor, signal);
    const held = fresh && list.contains(document.activeElement) ? document.activeElement.hash : null;
    if (fresh) list.replaceChildren();
    list.append(...answer.rows.map(row));
    if (held) list.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    cursor = answer.cursor;
    more.hidden = !cursor;
    wait.remove();
    if (!list.children.length) list.replaceChildren(h('li', {}, note('No story fits. Fewer filters show more; single articles are left out unless you ask for them.')));
  }
  await load(true);
  more.addEventListener('click', () => load(false).catch((problem) => page.append(trouble(problem))));

  /* Changes are counted, and shown when one is at the top and has not begun to read on. */
  let heard = 0;
  let last = Date.now();
  let timer = null;
  const label = live.querySelector('span');
  async function refresh() {
    timer = null;
    if (signal.aborted) return;
    const reading = scrollY > 200 || list.children.length > ROWS || document.hidden;
    label.textContent = heard ? `${plural(heard, 'change')}` : 'live';
    if (reading) { live.classList.add('waiting'); return; }
    heard = 0;
    last = Date.now();
    label.textContent = 'live';
    live.classList.remove('waiting');
    await load(true).catch(() => {});
  }
  live.addEventListener('click', () => { scrollTo(0, 0); load(true).then(() => { heard = 0; label.textContent = 'live'; live.classList.remove('waiting'); say('Stories are up to date'); }); });
  changes(signal, () => {
    heard++;
    timer ??= setTimeout(refresh, Math.max(500, REFRESH_MS - (Date.now() - last)));
  });
}
