/* Asks who it is that looks, where the daemon has users. */
import { h } from '/dom.js';

export function askToken() {
  return new Promise((done) => {
    const name = h('input', { id: 'who', name: 'username', autocomplete: 'username', required: true });
    const secret = h('input', { id: 'secret', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
    const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'sign-in' },
      h('form', {
        method: 'dialog',
        onsubmit: () => { done(`${name.value}:${secret.value}`); dialog.remove(); },
      },
      h('h2', { id: 'sign-in' }, 'Who is it?'),
      h('p', {}, 'This daemon has users. The token stays in this tab.'),
      h('label', { for: 'who' }, 'User'), name,
      h('label', { for: 'secret' }, 'Token'), secret,
      h('button', { class: 'strong' }, 'Come in')));
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
}
