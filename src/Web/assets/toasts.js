// Short messages at the lower right. The server sends one with the HX-Trigger header or in the page after a redirect.
const icons = () => document.body.dataset.icons;
const svg = 'http://www.w3.org/2000/svg';

export function toast({ kind = 'success', text, href, undo, back }) {
  if (!text) return;
  const item = document.createElement('div');
  item.className = `toast-item toast-${kind}`;
  item.append(icon({ success: 'circle-check', danger: 'alert-triangle', warning: 'alert-triangle' }[kind] ?? 'info-circle'));
  const words = document.createElement(href ? 'a' : 'span');
  words.textContent = text;
  if (href) words.href = href;
  item.append(words);
  if (undo) item.append(undoForm(undo, back ?? location.pathname + location.search));
  box.append(item);
}

/** What stood in the way of a request: the server says it, save where none answered. */
export function refused(answer, html) {
  if (answer?.headers.get('HX-Retarget') === '#toasts') box?.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  else toast({ kind: 'danger', text: document.body.dataset.offline });
}

/** The same form as the server writes: it works wherever the person is by then. */
function undoForm(undo, back) {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: `/settings/changes/${undo}/undo` });
  for (const [name, value] of [['__RequestVerificationToken', document.querySelector('meta[name="csrf"]')?.content ?? ''], ['return', back]])
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  form.append(Object.assign(document.createElement('button'), { className: 'toast-undo', textContent: document.body.dataset.undo }));
  return form;
}

function icon(name) {
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('class', 'icon');
  element.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `${icons()}#${name}`);
  element.append(use);
  return element;
}

// What went wrong stays until it is clicked away, so that it can be read; good news leaves by itself.
function leave(item) {
  item.addEventListener('click', event => { if (!event.target.closest('form')) item.remove(); });
  if (!item.matches('.toast-danger, .toast-warning')) setTimeout(() => item.remove(), item.querySelector('form') ? 10000 : 6000);
}

const box = document.getElementById('toasts');
if (box) {
  box.querySelectorAll('.toast-item').forEach(leave);
  new MutationObserver(changes => changes.flatMap(change => [...change.addedNodes]).filter(node => node.matches?.('.toast-item')).forEach(leave))
    .observe(box, { childList: true });
}
