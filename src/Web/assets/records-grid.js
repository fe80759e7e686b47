// The cells of a list by keyboard: arrows move, Enter edits, Escape leaves, Tab goes on to the next, Space shows the record beside the list.
import { refused } from './toasts.js';

const list = () => document.getElementById('records');
const cellOf = target => target instanceof Element ? target.closest('#records td[data-field], #records th[data-field]') : null;
const rowOf = cell => cell.closest('tr[data-id]');
const cells = row => [...row.querySelectorAll('[data-field]')];
const token = () => document.querySelector('meta[name="csrf"]')?.content ?? '';
const headers = more => ({ 'HX-Request': 'true', 'X-CSRF-TOKEN': token(), ...more });

function focus(cell) {
  if (!cell) return;
  list().querySelectorAll('[data-field][tabindex="0"]').forEach(other => { other.tabIndex = -1; });
  cell.tabIndex = 0;
  cell.focus();
}

function beside(cell, dx, dy) {
  const rows = [...list().querySelectorAll('tr[data-id]')];
  const [y, x] = [rows.indexOf(rowOf(cell)), cells(rowOf(cell)).indexOf(cell)];
  const row = rows[y + dy];
  return row ? cells(row)[x + dx] : null;
}

const address = cell => `${list().dataset.path}/${rowOf(cell).dataset.id}/fields/${encodeURIComponent(cell.dataset.field)}?cell=1`;

/** What the server says, and the message that comes with it; no answer where there was none. */
async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: headers(options.headers) }).catch(() => null);
  if (!answer) return { answer, html: '' };
  const elsewhere = answer.headers.get('HX-Redirect');
  if (elsewhere) { location.assign(elsewhere); return new Promise(() => {}); }   // the session is over
  const trigger = answer.headers.get('HX-Trigger');
  if (trigger) for (const [name, detail] of Object.entries(JSON.parse(trigger))) document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  return { answer, html: await answer.text() };
}

async function edit(cell) {
  if (cell.querySelector('form') || cell.dataset.field.includes('.')) return;   // what it refers to is changed there
  if (cell.opening_) return;
  cell.opening_ = true;
  const before = cell.innerHTML;
  const { answer, html } = await ask(address(cell));
  cell.opening_ = false;
  if (answer?.status === 422) return;   // a field that is not set by hand
  if (!answer?.ok) return refused(answer, html);
  hold(true);
  cell.innerHTML = html;
  cell.before_ = before;
  ready(cell);
}

// Columns that are as wide as their content keep their width while a cell is edited.
function hold(on) {
  const heads = [...list().querySelectorAll('table:not(.sized) thead th')];
  const widths = heads.map(head => head.getBoundingClientRect().width);
  heads.forEach((head, i) => { head.style.width = on ? `${widths[i]}px` : ''; });
}

function ready(cell) {
  const control = cell.querySelector('select, textarea, input:not([type=hidden])');
  window.htmx?.process(cell);
  control?.focus();
  control?.select?.();
}

function leave(cell) {
  cell.innerHTML = cell.before_;
  hold(false);
  focus(cell);
}

async function save(cell) {
  const form = cell.querySelector('form');
  if (!form || form.dataset.sent) return false;
  form.dataset.sent = '1';
  const { answer, html } = await ask(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const done = holder.content.querySelector('span[data-version]');
  if (!answer?.ok || !done) {
    if (holder.content.querySelector('.cell-form')) { cell.innerHTML = html; stand(cell); ready(cell); return false; }
    // What was typed stays, and can be sent again.
    delete form.dataset.sent;
    refused(answer, html);
    return false;
  }
  rowOf(cell).dataset.version = done.dataset.version;
  cell.innerHTML = content(cell, done);
  hold(false);
  return true;
}

// What a cell shows of a value: the name of a record keeps its link.
function content(cell, value) {
  const link = new DOMParser().parseFromString(cell.before_, 'text/html').querySelector('a');
  if (!link || cell.tagName !== 'TH') return value.innerHTML;
  link.textContent = link.title = value.textContent.trim();
  return link.outerHTML;
}

// Somebody else has changed it: leaving takes theirs, and only Enter puts one's own in its place.
const theirs = cell => cell.querySelector('.cell-form [data-now]');
function stand(cell) {
  if (theirs(cell)) cell.before_ = content(cell, theirs(cell));
}

async function peek(row) {
  const panel = document.getElementById('peek');
  const { answer, html } = await ask(`${list().dataset.path}/${row.dataset.id}/peek`);
  if (!answer?.ok) return refused(answer, html);
  panel.innerHTML = html;
  panel.hidden = false;
  list().querySelectorAll('tr.peeked').forEach(other => other.classList.remove('peeked'));
  row.classList.add('peeked');
}

function closePeek() {
  const panel = document.getElementById('peek');
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  list().querySelectorAll('tr.peeked').forEach(row => row.classList.remove('peeked'));
  return true;
}

document.addEventListener('click', event => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest('#peek [data-close]')) closePeek();
  const button = event.target.closest('#records [data-peek]');
  if (button) peek(button.closest('tr'));
  const cell = cellOf(event.target);
  if (cell && !event.target.closest('a, button, input, select, textarea, label')) focus(cell);
});
document.addEventListener('dblclick', event => {
  const cell = cellOf(event.target);
  if (cell && !event.target.closest('a, form')) edit(cell);
});
document.addEventListener('submit', event => {
  const cell = cellOf(event.target);
  if (!cell || !event.target.matches('.cell-form')) return;
  event.preventDefault();
  save(cell).then(done => { if (done) focus(cell); });
});
document.addEventListener('picked', event => {
  const cell = cellOf(event.target);
  if (cell && event.target.dataset.picker === 'one') save(cell).then(done => { if (done) focus(cell); });
});
document.addEventListener('focusout', event => {
  const cell = cellOf(event.target);
  if (cell?.querySelector('form') && event.relatedTarget && !cell.contains(event.relatedTarget) && !theirs(cell)) save(cell);
});
document.addEventListener('keydown', async event => {
  const cell = cellOf(event.target);
  if (event.key === 'Escape' && !cell?.querySelector('form') && closePeek()) return;
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (cell.querySelector('form')) {
    if (event.key === 'Escape') { event.preventDefault(); leave(cell); }
    else if (event.key === 'Enter' && !(event.target instanceof HTMLTextAreaElement && event.shiftKey)) { event.preventDefault(); if (await save(cell)) focus(beside(cell, 0, 1) ?? cell); }
    else if (event.key === 'Tab' && !theirs(cell)) {
      event.preventDefault();
      const next = beside(cell, event.shiftKey ? -1 : 1, 0);
      if (await save(cell)) { focus(next ?? cell); if (next) edit(next); }
    }
    return;
  }
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (step) { event.preventDefault(); focus(beside(cell, ...step)); }
  else if (event.target !== cell) return;   // a link in the cell does what it does
  else if (event.key === 'Enter' || event.key === 'F2') { event.preventDefault(); edit(cell); }
  else if (event.key === ' ') { event.preventDefault(); peek(rowOf(cell)); }
});

// One cell can be reached by Tab; from there the arrows go on.
function begin() {
  if (!list()) return;
  const acts = document.getElementById('row-acts');
  if (acts) for (const place of list().querySelectorAll('tbody td.row-acts:empty')) place.append(acts.content.cloneNode(true));
  const first = list()?.querySelector('tr[data-id] [data-field]');
  if (first && !list().querySelector('[data-field][tabindex="0"]')) list().querySelectorAll('tr[data-id] [data-field]').forEach(cell => { cell.tabIndex = cell === first ? 0 : -1; });
}
begin();
document.addEventListener('htmx:after:swap', begin);
