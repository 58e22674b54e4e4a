/* Asks who it is that looks, where the daemon has users, until the daemon knows the answer. */
import { h } from '/dom.js';

/* What is wrong with a user's token, in words; null when it is right and opens this page. */
async function refusal(credentials) {
  const answer = await fetch('/api/v1/articles?count=1', { headers: { Authorization: `Bearer ${credentials}` } });
  if (answer.status === 401) return 'There is no user of that name with that token.';
  if (answer.status === 429) return 'There were wrong tokens from here, so the daemon waits a moment. Try again.';
  if (answer.status === 403) return 'The token is right, but looking wants the role query or admin.';
  return null;
}

export function askToken() {
  return new Promise((done) => {
    const name = h('input', { id: 'who', name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
    const secret = h('input', { id: 'secret', name: 'password', type: 'password', autocomplete: 'current-password', required: true, 'aria-describedby': 'refused' });
    const refused = h('p', { id: 'refused', class: 'trouble', role: 'alert', hidden: true });
    const enter = h('button', { class: 'strong' }, 'Come in');
    const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'sign-in' },
      h('form', {
        onsubmit: async (event) => {
          event.preventDefault();
          enter.disabled = true;
          const credentials = `${name.value.trim()}:${secret.value.trim()}`;
          const wrong = await refusal(credentials).catch(() => 'The daemon does not answer.');
          enter.disabled = false;
          refused.textContent = wrong ?? '';
          refused.hidden = wrong === null;
          if (wrong !== null) { secret.select(); return; }
          dialog.remove();
          done(credentials);
        },
      },
      h('h2', { id: 'sign-in' }, 'Who is it?'),
      h('p', {}, 'This daemon has users. The token stays in this tab, until it is closed.'),
      h('label', { for: 'who' }, 'User'), name,
      h('label', { for: 'secret' }, 'Token'), secret,
      refused, enter));
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
}
