/* Two articles side by side: passages that both have beside each other, and what stands in only one of them marked. */
import { h, written, percent, loading, time, when } from '/dom.js';
import { get, ref, query } from '/api.js';
import { headlines, paragraphs } from '/runs.js';

export const title = 'Compare';

function pair({ left, right, changed }) {
  const cell = (content, side) => content.length ? written('p', { class: side }, content) : h('p', { class: `${side} nothing`, 'aria-hidden': 'true' });
  return h('div', { class: changed ? 'pair' : 'pair same' }, cell(left, 'left'), cell(right, 'right'));
}

function column(doc, side) {
  return h('div', { class: side },
    h('p', { class: 'meta' }, h('b', {}, doc.source ?? 'unknown source'), h('span', {}, time(when(doc)))));
}

export async function show(page, { parts, signal }) {
  const [a, b] = parts;
  const wait = loading();
  page.append(wait);
  const [docA, docB, both] = await Promise.all([
    get(`articles/${ref(a)}`, { signal }), get(`articles/${ref(b)}`, { signal }),
    get('explain' + query({ a, b, runs: true }), { signal })]);
  wait.remove();
  const titles = headlines(docA.title ?? '', docB.title ?? '');
  page.append(
    h('p', { class: 'back' }, h('a', { href: `#/story/${docA.cluster}` }, 'The story')),
    h('h1', {}, 'Side by side'),
    h('p', { class: 'meta' },
      h('span', {}, `${percent(both.containment)} of the left is in the right`),
      h('span', {}, `${percent(both.contained)} of the right is in the left`),
      h('span', {}, both.same_cluster ? 'one story' : 'two stories'),
      both.title_changed && h('span', {}, 'another headline')),
    h('p', { class: 'legend' }, h('del', {}, 'only left'), ' ', h('ins', {}, 'only right')),
    h('div', { class: 'columns' },
      h('div', { class: 'pair tops' }, column(docA, 'left'), column(docB, 'right')),
      h('div', { class: docA.title === docB.title ? 'pair titles same' : 'pair titles' }, written('h2', { class: 'left' }, titles.left), written('h2', { class: 'right' }, titles.right)),
      paragraphs(both.runs).map(pair)));
}
