/* One story: its canonical text, who printed it when, and what each copy kept, cut and added. */
import { h, written, time, when, plural, percent, status, bar, count, trouble, loading, say } from '/dom.js';
import { get, post, ref } from '/api.js';
import { timeline } from '/timeline.js';
import { headlines } from '/runs.js';

export const title = 'Story';
const SHOWN = 100; /* copies at first, and with each press of the button */
const LOADED = 1000; /* articles that are asked for at once */

/* Of what it was matched with: contained is the share that this copy kept, containment the share of it that is old. */
function measures(member, canonical) {
  if (member.matched === null) return null;
  const kept = member.contained, old = member.containment;
  const of = member.matched === canonical ? '' : ` of article ${member.matched}`;
  return h('div', { class: 'measures' },
    bar([[kept, 'kept'], [1 - kept, 'cut']]),
    h('p', {}, `keeps ${percent(kept)}${of}`, kept < 0.995 && `, cuts ${percent(1 - kept)}`, old < 0.995 ? `; ${percent(1 - old)} of its own text is added` : '; adds nothing'));
}

function headline(member, main) {
  const text = member.title ?? `Article ${member.id}`;
  if (!main.title || !member.title || member.title === main.title || member.id === main.id) return written('h3', {}, text);
  return written('h3', {}, headlines(main.title, member.title).right);
}

function copy(member, main, correct) {
  const is = member.id === main.id;
  return h('li', { class: 'copy' },
    h('div', { class: 'who' }, h('b', {}, member.source ?? 'unknown source'), is ? h('span', { class: 'badge canonical' }, 'canonical') : status(member.status),
      h('span', { class: 'meta' }, time(when(member)))),
    headline(member, main),
    measures(member, main.id),
    h('p', { class: 'do' },
      !is && h('a', { 'data-row': true, href: `#/compare/${main.id}/${member.id}` }, 'Compare', h('span', { class: 'hidden' }, ` ${member.source ?? member.id} with the canonical article`)),
      /^https?:/.test(member.url ?? '') && h('a', { href: member.url, rel: 'noreferrer noopener' }, 'The page', h('span', { class: 'hidden' }, ` at ${member.source ?? 'its source'}`)),
      h('button', { type: 'button', class: 'quiet', onclick: (event) => correct(member, event.currentTarget) }, 'Not this story', h('span', { class: 'hidden' }, `: ${member.source ?? member.id}`))));
}

function paragraphs(text) {
  return text.split(/\n+/).filter(Boolean).map((line) => written('p', {}, line));
}

function stripped(doc) {
  const gone = [doc.lines_dropped && `${plural(doc.lines_dropped, 'line')} (${plural(doc.words_dropped, 'word')}) of menus, captions, advertisements and the like`,
    doc.template_lines && `${plural(doc.template_lines, 'line')} that the pages of its site repeat`].filter(Boolean);
  return [h('h2', {}, 'What was taken off the page'),
    h('p', {}, gone.length ? `${plural(doc.lines, 'line')} were kept; off went ${gone.join(', and ')}.` : 'Nothing: the text came as it is.', ' ',
      h('a', { href: '#/find?page=1' }, 'Paste a page'), ' to see the reason for every line.')];
}

/* How many of each kind there are, of those loaded. */
function tally(members, size, sources) {
  const kinds = new Map();
  for (const member of members) kinds.set(member.status, (kinds.get(member.status) ?? 0) + 1);
  const retitled = members.filter((member) => member.title && member.title !== members[0].title).length;
  return [members.length < size ? h('h2', {}, `${count(size)} articles, the first ${count(members.length)} in ${plural(sources, 'source')}`)
    : h('h2', {}, `${plural(members.length, 'article')} in ${plural(sources, 'source')}`),
    h('dl', { class: 'tally' }, [...kinds].map(([name, n]) => [h('dt', {}, count(n)), h('dd', {}, status(name))])),
    retitled > 0 && h('p', {}, `${count(retitled)} under another headline than the first.`)];
}

/* Fills the list with the first copies; the button adds the next ones, loading what is not here yet. Null when all are shown. */
function more(list, loaded, size, load, card) {
  const waiting = [...loaded];
  let last = loaded.at(-1).id, shown = 0;
  const add = () => { const next = waiting.splice(0, SHOWN); shown += next.length; list.append(...next.map(card)); };
  add();
  if (shown >= size) return null;
  const label = () => `${count(Math.min(SHOWN, size - shown))} more of the other ${count(size - shown)}`;
  const button = h('button', { type: 'button', class: 'more' }, label());
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      if (!waiting.length) waiting.push(...await load(last));
      last = waiting.at(-1)?.id ?? last;
      const first = list.childElementCount;
      add();
      list.children[first]?.querySelector('a, button')?.focus();
      if (shown >= size || list.childElementCount === first) button.remove();
      button.textContent = label();
    } catch (problem) { button.before(trouble(problem)); }
    button.disabled = false;
  });
  return button;
}

async function history(members, signal) {
  const revisions = members.filter((member) => member.status === 'revision').slice(0, 20);
  if (!revisions.length) return null;
  const docs = await Promise.all(revisions.map((member) => get(`articles/${member.id}`, { signal })));
  return h('section', {}, h('h2', {}, 'Revisions'),
    h('ol', { class: 'history' }, docs.map((doc) => h('li', {}, time({ at: doc.submitted }), ' ', written('span', {}, doc.source ?? ''), ' revised its article',
      doc.previous ? [': ', h('a', { href: `#/compare/${doc.previous}/${doc.id}` }, 'what changed')] : '.'))));
}

function joining(cluster, again) {
  const field = h('input', { id: 'join', name: 'b', autocomplete: 'off', placeholder: 'number, key:ID or URL', required: true });
  const said = h('p', { role: 'status' });
  return h('details', { class: 'correct' }, h('summary', {}, 'Correct this story'),
    h('p', {}, 'What you decide holds, whatever comes later. It wants the role admin where there are users.'),
    h('form', {
      class: 'inline',
      onsubmit: async (event) => {
        event.preventDefault();
        try { await post('link', { a: cluster, b: field.value }); await again(); say('Joined'); } catch (problem) { said.textContent = problem.message; }
      },
    }, h('label', { for: 'join' }, 'It is the same story as'), field, h('button', { class: 'strong' }, 'Join')), said);
}

export async function show(page, { parts, signal }) {
  const wait = loading();
  page.append(wait);
  const load = async (after) => (await get(`clusters/${ref(parts[0])}?after=${after}&count=${LOADED}`, { signal })).members;
  const members = await load(0);
  const canonical = members[0].canonical;
  const [doc, text] = await Promise.all([get(`articles/${canonical}`, { signal }), get(`articles/${canonical}/text`, { signal })]);
  const main = members.find((member) => member.id === canonical) ?? doc;
  wait.remove();
  document.title = `${main.title ?? `Article ${main.id}`} - shingled`;

  const again = () => { page.replaceChildren(); return show(page, { parts, signal }).catch((problem) => page.append(trouble(problem))); };
  const correct = async (member, button) => {
    if (!confirm(`Take ${member.source ?? `article ${member.id}`} out of this story, for good?`)) return;
    const card = button.closest('.copy');
    card.querySelector('.trouble')?.remove();
    try { await post('unlink', { a: member.id }); await again(); say('Taken out'); } catch (problem) { card.append(trouble(problem)); }
  };
  const list = h('ol', { class: 'copies' });
  const size = Math.max(doc.cluster_size, members.length);
  const rest = more(list, members, size, load, (member) => copy(member, main, correct));
  const sources = new Set(members.map((member) => member.source)).size;

  page.append(
    h('p', { class: 'back' }, h('a', { href: '#/stories' }, 'Stories')),
    h('article', { class: 'canonical' },
      written('h1', {}, main.title ?? `Article ${main.id}`),
      h('p', { class: 'meta' }, doc.agency && h('span', { class: 'agency' }, doc.agency), doc.source && h('span', {}, doc.source), doc.byline && doc.byline !== doc.agency && written('span', {}, doc.byline),
        h('span', {}, time(when(doc))), h('span', {}, plural(doc.words, 'word')), doc.lang && h('span', {}, doc.lang)),
      members.length > 1 && h('section', { 'aria-label': 'Timeline' }, timeline(members, main.id)),
      h('div', { class: 'beside' },
        h('div', { class: 'text', lang: doc.lang ?? undefined }, paragraphs(text.text)),
        h('aside', { 'aria-label': 'In short' }, tally(members, size, sources), stripped(doc)))),
    h('section', {}, h('h2', {}, 'Who printed what'), list, rest));
  const past = await history(members, signal);
  if (past) page.append(past);
  page.append(joining(main.id, again));
}
