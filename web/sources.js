/* Sources: how much of what each prints is wire copy, of which agency, how fast after the first, how often first. */
import { h, s, count, percent, plural, span, bar, note, loading, about } from '/dom.js';
import { get } from '/api.js';

export const title = 'Sources';
const SHOWN = 60;
const NAMES = 8;
const LETTER = 7.4; /* width of a letter of a name, in pixels */

const orders = {
  articles: ['most articles', (x) => x.articles],
  copies: ['most copied', (x) => x.copies / x.articles],
  firsts: ['most often first', (x) => x.firsts],
  fast: ['fastest after the first', (x) => x.delay_ms === null ? -Infinity : -x.delay_ms],
};

/* Names beside their dots, at most NAMES: those most often first that stand clear of other names and of other dots. */
function names(dots, width) {
  const placed = [], meets = (a, b) => a.from < b.to && b.from < a.to && a.top < b.bottom && b.top < a.bottom;
  const boxes = dots.map((dot) => ({ dot, from: dot.x - dot.r, to: dot.x + dot.r, top: dot.y - dot.r, bottom: dot.y + dot.r }));
  for (const dot of [...dots].sort((p, q) => q.firsts - p.firsts)) {
    const long = dot.name.length * LETTER, reach = dot.r + 5;
    const sides = [[dot.x - reach - long, 'end', dot.x - reach], [dot.x + reach, 'start', dot.x + reach]]
      .map(([from, anchor, x]) => ({ from, to: from + long, top: dot.y - 8, bottom: dot.y + 8, anchor, x, dot }))
      .filter((box) => box.from > 0 && box.to < width && !placed.some((other) => meets(box, other)) && !boxes.some((other) => other.dot !== dot && meets(box, other)));
    if (sides.length && placed.length < NAMES) placed.push(sides[0]);
  }
  return placed.map(({ anchor, x, dot }) => s('text', { class: 'name', x, y: dot.y + 4, 'text-anchor': anchor }, dot.name));
}

/* Share of copies from left to right, times first from bottom to top: who makes and who takes. */
function map(sources, width) {
  const height = 300, left = 24, bottom = 34;
  const most = Math.max(1, ...sources.map((x) => x.firsts));
  const biggest = Math.max(...sources.map((x) => x.articles));
  const x = (share) => left + share * (width - 2 * left);
  const y = (firsts) => height - bottom - Math.log1p(firsts) / Math.log1p(most) * (height - bottom - 22);
  const dots = [...sources].sort((p, q) => q.articles - p.articles).map((one) => ({ name: one.source, firsts: one.firsts,
    x: x(one.copies / one.articles), y: y(one.firsts), r: 3 + 11 * Math.sqrt(one.articles / biggest),
    told: `${one.source}: ${percent(one.copies / one.articles)} copies, first ${one.firsts} times` }));
  return h('figure', { class: 'map' },
    s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Sources by their share of copies and by how often they were first; the list below has the same figures' },
      [0, 0.25, 0.5, 0.75, 1].map((share) => [s('line', { x1: x(share), x2: x(share), y1: 12, y2: height - bottom, class: 'tick' }),
        s('text', { x: x(share), y: height - bottom + 18, class: 'tick-label' }, percent(share))]),
      s('line', { x1: left, x2: width - left, y1: height - bottom, y2: height - bottom, class: 'axis' }),
      dots.map((dot) => s('circle', { class: 'dot', cx: dot.x, cy: dot.y, r: dot.r }, s('title', {}, dot.told))),
      names(dots.filter((dot) => dot.firsts > 0), width)),
    h('figcaption', {}, 'Left to right: share of copies. Upwards: how often first with a story that others printed too. Size: articles.'));
}

function row(one, biggest) {
  const copied = one.copies / one.articles;
  const agencies = one.agencies.slice(0, 4);
  return h('li', { class: 'source' },
    h('h3', {}, h('a', { 'data-row': true, href: `#/stories?source=${encodeURIComponent(one.source)}&min_size=1` }, one.source)),
    bar([[one.articles / biggest * copied, 'copied'], [one.articles / biggest * (1 - copied), 'own']]),
    h('p', { class: 'meta' },
      h('span', {}, plural(one.articles, 'article')), h('span', {}, `${percent(copied)} copies`),
      one.delay_ms !== null && h('span', {}, `${span(one.delay_ms)} after the first, in the middle`),
      one.firsts > 0 && h('span', {}, `first ${count(one.firsts)} ${one.firsts === 1 ? 'time' : 'times'}`),
      agencies.map((agency) => h('span', { class: 'agency' }, `${agency.agency} ${about(agency.articles)}`))));
}

export async function show(page, { parameters, signal }) {
  const wait = loading();
  page.append(h('h1', {}, 'Sources'), wait);
  const answer = await get('sources?count=1000', { signal });
  wait.remove();
  if (!answer.sources.length) { page.append(note('No source yet: submit some articles with a URL or a source.')); return; }
  const list = h('ol', { class: 'sources' });
  const biggest = Math.max(...answer.sources.map((one) => one.articles));
  const draw = (order) => list.replaceChildren(...[...answer.sources].sort((a, b) => orders[order][1](b) - orders[order][1](a)).slice(0, SHOWN).map((one) => row(one, biggest)));
  const select = h('select', { id: 'order', onchange: () => draw(select.value) }, Object.entries(orders).map(([key, [label]]) => h('option', { value: key, selected: key === parameters.get('order') }, label)));
  page.append(
    h('p', { class: 'meta' }, h('span', {}, plural(answer.sources.length, 'source')), h('span', {}, `${count(answer.articles)} articles counted`), !answer.whole && h('span', {}, 'still counting')),
    map(answer.sources, Math.max(320, Math.min(912, page.clientWidth))),
    h('div', { class: 'inline' }, h('label', { for: 'order' }, 'Order'), select, h('p', { class: 'legend' }, h('i', { class: 'copied' }), ' copies ', h('i', { class: 'own' }), ' of its own')),
    list);
  draw(select.value);
}
