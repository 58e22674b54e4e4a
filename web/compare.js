/* Two articles side by side: passages that both have beside each other, and what stands in only one of them marked. */
import { h, written, percent, loading, time } from '/dom.js';
import { get, ref, query } from '/api.js';
import { aligned, marked } from '/diff.js';

export const title = 'Compare';

const lines = (text) => text.split(/\n+/).filter(Boolean);

function pair([left, right]) {
  const both = left !== null && right !== null ? marked(left, right) : { left: h('del', {}, left ?? ''), right: h('ins', {}, right ?? '') };
  const cell = (text, content, side) => text === null ? h('p', { class: 'nothing', 'aria-hidden': 'true' }) : written('p', { class: side }, content);
  return h('div', { class: left === right ? 'pair same' : 'pair' }, cell(left, both.left, 'left'), cell(right, both.right, 'right'));
}

function column(doc, side) {
  return h('div', { class: side },
    h('p', { class: 'meta' }, h('b', {}, doc.source ?? 'unknown source'), h('span', {}, time(Date.parse(doc.published ?? '') || doc.submitted))));
}

export async function show(page, { parts, signal }) {
  const [a, b] = parts;
  const wait = loading();
  page.append(wait);
  const [docA, docB, textA, textB, shared] = await Promise.all([
    get(`articles/${ref(a)}`, { signal }), get(`articles/${ref(b)}`, { signal }),
    get(`articles/${ref(a)}/text`, { signal }), get(`articles/${ref(b)}/text`, { signal }),
    get('explain' + query({ a, b, measures: true }), { signal })]);
  wait.remove();
  const titles = marked(docA.title ?? '', docB.title ?? '');
  page.append(
    h('p', { class: 'back' }, h('a', { href: `#/story/${docA.cluster}` }, 'The story')),
    h('h1', {}, 'Side by side'),
    h('p', { class: 'meta' },
      h('span', {}, `${percent(shared.containment)} of the left is in the right`),
      h('span', {}, `${percent(shared.contained)} of the right is in the left`),
      h('span', {}, shared.same_cluster ? 'one story' : 'two stories'),
      shared.title_changed && h('span', {}, 'another headline')),
    h('p', { class: 'legend' }, h('del', {}, 'only left'), ' ', h('ins', {}, 'only right')),
    h('div', { class: 'columns' },
      h('div', { class: 'pair tops' }, column(docA, 'left'), column(docB, 'right')),
      h('div', { class: docA.title === docB.title ? 'pair titles same' : 'pair titles' }, written('h2', { class: 'left' }, titles.left), written('h2', { class: 'right' }, titles.right)),
      aligned(lines(textA.text), lines(textB.text)).map(pair)));
}
