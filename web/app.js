/* The frame: which view an address means, keys, and what is told to screen readers. */
import { h, trouble, say } from '/dom.js';
import { user, signOut } from '/api.js';

const views = {
  stories: () => import('/stories.js'),
  story: () => import('/story.js'),
  compare: () => import('/compare.js'),
  find: () => import('/find.js'),
  sources: () => import('/sources.js'),
  health: () => import('/health.js'),
};

const main = document.getElementById('main');
let leave = new AbortController();
let first = true;

/* "#/story/12?x=1" -> ['story', '12'] and the parameters */
function address() {
  const [path, parameters] = (location.hash.slice(2) || 'stories').split('?');
  return { parts: path.split('/').map(decodeURIComponent), parameters: new URLSearchParams(parameters) };
}

async function show() {
  const { parts, parameters } = address();
  const name = views[parts[0]] ? parts[0] : 'stories';
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  for (const link of document.querySelectorAll('.top nav a')) {
    const here = link.hash === `#/${name === 'story' || name === 'compare' ? 'stories' : name}`;
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const page = h('div', { class: `page ${name}` });
  try {
    const view = await views[name]();
    if (signal.aborted) return;
    main.replaceChildren(page);
    document.title = `${view.title} - shingled`;
    if (!first) { scrollTo(0, 0); main.focus({ preventScroll: true }); }
    first = false;
    await view.show(page, { parts: parts.slice(1), parameters, signal });
    if (!signal.aborted) say(document.title);
  } catch (problem) {
    if (signal.aborted) return;
    if (!page.isConnected) main.replaceChildren(page);
    page.append(trouble(problem));
  }
}

/* ---- keys ---- */

const keys = [
  ['j  k', 'next and previous'], ['Enter', 'open'], ['/', 'the first field'], ['u', 'back to the stories'],
  ['g s', 'Stories'], ['g f', 'Find'], ['g o', 'Sources'], ['g h', 'Health'], ['?', 'these keys'],
];
const places = { s: 'stories', f: 'find', o: 'sources', h: 'health' };
let going = false;

function showKeys() {
  const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'keys-title', onclose: () => dialog.remove() },
    h('form', { method: 'dialog' },
      h('h2', { id: 'keys-title' }, 'Keys'),
      h('dl', { class: 'keys' }, keys.map(([key, what]) => [h('dt', {}, key.split(/ +/).map((k) => h('kbd', {}, k))), h('dd', {}, what)])),
      h('button', { class: 'strong' }, 'Close')));
  document.body.append(dialog);
  dialog.showModal();
}

function move(step) {
  const rows = [...main.querySelectorAll('[data-row]')];
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))]?.focus();
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, dialog')) return;
  const { key } = event;
  if (going && places[key]) location.hash = `#/${places[key]}`;
  going = key === 'g';
  if (key === 'j') move(1);
  else if (key === 'k') move(-1);
  else if (key === '?') showKeys();
  else if (key === 'u') location.hash = '#/stories';
  else if (key === '/') main.querySelector('input, textarea')?.focus();
  else return;
  event.preventDefault();
});

document.getElementById('keys').addEventListener('click', showKeys);
const leaving = document.getElementById('leave');
function showUser() {
  leaving.hidden = user() === null;
  leaving.title = `You are ${user()}`;
}
leaving.addEventListener('click', signOut);
document.addEventListener('user', showUser);
showUser();

document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });
addEventListener('hashchange', show);
show();
