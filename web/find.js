/* Find: which stories contain this text, also one that was never submitted; and what of a page is its article. */
import { h, written, percent, plural, bar, note, trouble, loading, status, say } from '/dom.js';
import { get, post, call, ref } from '/api.js';

export const title = 'Find';

const isAddress = (text) => /^(https?:\/\/\S+|key:\S.*|\d{1,19})$/.test(text);
const isPage = (text) => /<(!doctype|html|body|article|p|div)\b/i.test(text.slice(0, 4000));

function candidate(one) {
  return h('li', {},
    h('a', { class: 'row', 'data-row': true, href: `#/story/${one.cluster ?? one.id}` },
      h('span', { class: 'size' }, h('b', {}, percent(one.containment))),
      h('span', { class: 'body' },
        written('span', { class: 'headline' }, one.title ?? `Article ${one.id}`),
        bar([[one.containment, 'kept']]),
        h('span', { class: 'meta' }, one.source && h('span', {}, one.source),
          h('span', {}, `${percent(one.containment)} of your text is in it, ${percent(one.contained)} of it in yours`),
          h('span', {}, plural(one.shared, 'passage', 'passages') + ' of five words'))))); 
}

async function whole(text, out) {
  const answer = await post('check?explain=true', { text, strip: 'no' });
  const found = answer.trial.filter((one) => one.shared > 0).sort((x, y) => y.containment - x.containment);
  out.replaceChildren(
    h('h2', {}, found.length ? `${plural(found.length, 'article')} with parts of it` : 'Nothing like it'),
    h('p', { class: 'meta' }, h('span', {}, plural(answer.words, 'word')), answer.agency && h('span', { class: 'agency' }, answer.agency),
      h('span', {}, 'it would be ', status(answer.status)), answer.cluster && h('a', { href: `#/story/${answer.cluster}` }, 'of this story')),
    found.length ? h('ol', { class: 'rows' }, found.map(candidate))
      : note(answer.cluster ? 'It is the same text as an article of the story above.' : 'No article in the store shares a passage with it. Texts of a few words are found only when they are the same.'));
}

async function address(text, out) {
  const doc = await get(`articles/${ref(text)}`);
  out.replaceChildren(h('h2', {}, 'This article is known'),
    h('ol', { class: 'rows' }, h('li', {}, h('a', { class: 'row', 'data-row': true, href: `#/story/${doc.cluster}` },
      h('span', { class: 'size' }, h('b', {}, String(doc.cluster_size))),
      h('span', { class: 'body' }, written('span', { class: 'headline' }, doc.title ?? `Article ${doc.id}`),
        h('span', { class: 'meta' }, status(doc.status), doc.source && h('span', {}, doc.source), h('span', {}, plural(doc.cluster_size, 'article') + ' in its story')))))));
}

async function lines(text, out) {
  const answer = await (await call('explain-page', { method: 'POST', body: text, type: 'text/html' })).json();
  out.replaceChildren(
    h('h2', {}, answer.outcome === 'article' ? `${plural(answer.lines_kept, 'line')} kept, ${answer.lines_dropped + answer.template_lines} dropped` : `No article: ${answer.reason}`),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Lines of the page' },
      h('table', { class: 'lines' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Line'), h('th', { scope: 'col' }, 'Why'), h('th', { scope: 'col' }, 'Text'))),
        h('tbody', {}, answer.lines.map((line) => h('tr', { class: line.kept ? 'keep' : 'drop' }, h('td', {}, line.kept ? 'kept' : 'dropped'), h('td', {}, line.reason), written('td', {}, line.text)))))),
    h('p', {}, h('button', { type: 'button', class: 'strong', onclick: () => whole(answer.lines.filter((line) => line.kept).map((line) => line.text).join('\n'), out).catch((problem) => out.append(trouble(problem))) }, 'Find the stories of what is kept')));
}

export async function show(page, { parameters }) {
  const text = h('textarea', { id: 'what', rows: 9, dir: 'auto', spellcheck: 'false', maxlength: 4000000, placeholder: parameters.has('page') ? 'The HTML of a page' : 'A paragraph, an article, a URL, or the HTML of a page' });
  const out = h('section', { 'aria-live': 'polite', class: 'found' });
  const form = h('form', {
    class: 'find',
    onsubmit: async (event) => {
      event.preventDefault();
      const given = text.value.trim();
      if (!given) return;
      out.replaceChildren(loading());
      try {
        if (isAddress(given)) await address(given, out);
        else if (isPage(given)) await lines(given, out);
        else await whole(given, out);
        say(out.querySelector('h2')?.textContent ?? '');
      } catch (problem) {
        out.replaceChildren(problem.status === 404 ? note('There is no article of that name in the store. Paste some of its text instead.') : trouble(problem));
      }
    },
  },
  h('label', { for: 'what' }, 'Which stories contain this text? It need not be in the store, and is not kept.'), text,
  h('button', { class: 'strong' }, 'Find'));
  text.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(); });
  page.append(h('h1', {}, 'Find'), form, out);
}
