// Plain forms that post: script sends them, so that what answers them never stands in the history as something that can only be shown by sending it again. A refused
// form comes back in its place, with what was typed; what was done leads on as ever; an answer that is a page of its own has an entry of its own. Without script the browser sends them.
import htmx from 'htmx.org/dist/htmx.esm.js';
import { refused } from './toasts.js';

const sending = new Set();
const main = () => document.getElementById('main');
// What asks for a password goes as the browser sends it: that is how password managers know it.
const posts = (form, button) => !form.hasAttribute('hx-post') && !form.hasAttribute('target') && !form.querySelector('input[type=password]') && (button?.getAttribute('formmethod') ?? form.getAttribute('method'))?.toLowerCase() === 'post';

// On the window, so that whatever handles a form itself has said so by then.
addEventListener('submit', event => {
  if (event.defaultPrevented || !posts(event.target, event.submitter)) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

/** Sends a form once, however often it is pressed, and shows what the server says. */
export async function send(form, button) {
  if (sending.has(form)) return;
  sending.add(form);
  form.setAttribute('aria-busy', 'true');
  const data = new FormData(form, button);
  const isMultipart = form.getAttribute('enctype') === 'multipart/form-data';
  // Whole pages, but a redirect is told and not followed: the message for the next page must not be used up here.
  const answer = await fetch(button?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href, {
    method: 'POST', body: isMultipart ? data : new URLSearchParams(data), headers: { 'HX-Request': 'true', 'HX-Request-Type': 'full' },
  }).catch(() => null);
  const next = answer?.headers.get('HX-Redirect');
  if (next) return go(next);   // the form stays busy until the next page is there
  if (answer?.headers.get('Content-Disposition')?.startsWith('attachment')) await download(answer);
  else {
    const html = await answer?.text().catch(() => null);
    if (!html || answer.headers.get('HX-Retarget')) refused(html ? answer : null, html);
    else show(answer, new DOMParser().parseFromString(html, 'text/html'), form);
  }
  done(form);
}

function done(form) {
  sending.delete(form);
  form.removeAttribute('aria-busy');
}
// A page that comes back by the back button as it was left.
addEventListener('pageshow', () => sending.forEach(done));

function go(next) {
  const to = new URL(next, location.href);
  const isHere = to.pathname + to.search === location.pathname + location.search;
  if (history.state?.typed) keep(null);
  location.assign(to);
  if (isHere && to.hash) location.reload();   // a place on the same page alone would load nothing
}

async function download(answer) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="?([^";]+)/.exec(answer.headers.get('Content-Disposition'))?.[1] ?? '';
  link.click();
  URL.revokeObjectURL(link.href);
}

function show(answer, page, form) {
  const fresh = page.getElementById('main');
  const action = form.getAttribute('action');
  if (answer.ok) {
    pageShown = crypto.randomUUID();
    history.pushState({ htmx: true, page: pageShown }, '');
    scrollTo(0, 0);
  }
  // What only the browser knows of the old form: the files that were chosen.
  for (const input of form.querySelectorAll('input[type=file]')) {
    const same = fresh.querySelector(`input[type=file][name="${CSS.escape(input.name)}"]`);
    if (same) same.files = input.files;
  }
  document.title = page.title;
  document.querySelector('meta[name="csrf"]').content = page.querySelector('meta[name="csrf"]').content;
  main().replaceWith(fresh);
  document.getElementById('toasts').append(...page.getElementById('toasts').children);
  htmx.process(fresh);
  const first = fresh.querySelector('[aria-invalid=true]') ?? fresh.querySelector('[role=alert]') ?? (answer.ok ? fresh : fresh.querySelector('[autofocus]') ?? fresh);
  if (!first.matches('input, select, textarea')) first.tabIndex = -1;
  first.focus();
  if (!answer.ok && !history.state?.page) keep(formOf(action));
}

// What was typed into a refused form goes with its entry of the history, in this tab alone: whoever leaves it and comes back finds it, until it is saved. Neither secrets nor files.
const formOf = action => [...document.forms].find(form => form.getAttribute('action') === action && posts(form));
const fields = form => [...form.elements].filter(field => field.name && !/^(password|file|submit|button)$/.test(field.type) && field.autocomplete !== 'one-time-code' && (field.type !== 'hidden' || field.closest('.picker')));

function keep(form) {
  const names = new Set(form && fields(form).map(field => field.name));
  const typed = form && { action: form.getAttribute('action'), entries: [...new FormData(form)].filter(([name]) => names.has(name)) };
  history.replaceState({ ...history.state, htmx: true, typed }, '');
}

for (const kind of ['change', 'picked']) document.addEventListener(kind, event => {
  const form = event.target.closest?.('form');
  if (form && history.state?.typed?.action === form.getAttribute('action')) keep(form);
});

function fill() {
  const { action, entries } = history.state.typed;
  const form = formOf(action);
  if (!form) return;
  const left = [...entries];
  for (const field of fields(form)) {
    if (/^(checkbox|radio)$/.test(field.type)) field.checked = entries.some(([name, value]) => name === field.name && value === field.value);
    else {
      const at = left.findIndex(([name]) => name === field.name);
      if (at >= 0) field.value = left.splice(at, 1)[0][1];
    }
  }
  return form;
}
addEventListener('pageshow', event => {
  if (event.persisted || !history.state?.typed) return;
  // Fields that are there for what stands in others come from the server, and are filled in then.
  const deciding = fill()?.querySelector('select[hx-post]');
  if (!deciding) return;
  document.addEventListener('htmx:after:swap', fill, { once: true });
  htmx.trigger(deciding, 'change');
});

// Back from an answer that was shown as a page of its own.
let pageShown = history.state?.page;
let isReloading = false;
addEventListener('popstate', event => {
  if (event.state?.page === pageShown || location.hash && !event.state) return;
  isReloading = true;
  location.reload();
});
document.addEventListener('htmx:before:history:restore', event => { if (isReloading) event.preventDefault(); });
