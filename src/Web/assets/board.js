// Cards of a board move by dragging, or by keyboard: Space takes a card, arrows choose its column, Space puts it down, Escape puts it back. By touch a card's
// button, or holding it, offers the columns.
import { refused, toast } from './toasts.js';

const token = () => document.querySelector('meta[name="csrf"]')?.content ?? '';
const board = () => document.querySelector('.board[data-may]');
const columnOf = card => card.closest('.board-column');
const say = words => { const place = document.getElementById('board-said'); if (place) place.textContent = words; };

let taken = null;
let from = null;

// A strip opens for a card that is carried there by keyboard, and by its button.
function fold(column, open) {
  column.classList.toggle('open', open);
  column.querySelector('.board-fold')?.setAttribute('aria-expanded', open);
  if (open) column.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function put(card, column) {
  column.querySelector('.board-cards').prepend(card);
}

function back() {
  if (!taken) return;
  if (from.next?.isConnected) from.next.before(taken); else from.cards.append(taken);
  taken.classList.remove('taken');
  const card = taken;
  taken = null;
  card.focus();
}

function take(card) {
  taken = card;
  from = { column: columnOf(card), cards: card.parentElement, next: card.nextElementSibling };
  card.classList.add('taken');
}

function count(column, by) {
  const figure = column.querySelector('.figures');
  const number = Number(figure?.textContent.replaceAll(',', ''));
  if (figure?.textContent && Number.isFinite(number)) figure.textContent = (number + by).toLocaleString('en-US');
}

// Somebody has moved cards meanwhile: the board is read anew.
async function renew(id) {
  await window.htmx.ajax('GET', location.pathname + location.search, { target: '#main', swap: 'innerHTML' });
  document.querySelector(`.board-card[data-id="${CSS.escape(id)}"]`)?.focus();
}

// Sends a move. What it needs first is asked in a dialog, whose form is sent once at a time; where it is refused, the card goes back.
async function send(data, done, undone, form) {
  const answer = await fetch(board().dataset.board, { method: 'POST', body: data, headers: { 'HX-Request': 'true', 'X-CSRF-TOKEN': token() } }).catch(() => null);
  const told = answer?.headers.get('HX-Trigger');
  if (told) toast(JSON.parse(told).toast);
  if (answer?.ok) return done(answer);
  const dialog = document.getElementById('board-asks');
  if ((answer?.status === 422 || answer?.status === 409) && dialog) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    dialog.replaceChildren(...page.body.childNodes);
    if (!dialog.open) dialog.showModal();
    const stale = answer.status === 409;
    dialog.onclose = () => { if (dialog.returnValue !== 'done') undone(stale); dialog.returnValue = ''; };
    dialog.querySelector('select, input:not([type=hidden]), textarea')?.focus();
    dialog.querySelector('[data-closes]')?.addEventListener('click', () => dialog.close());
    dialog.querySelector('form')?.addEventListener('submit', event => {
      event.preventDefault();
      if (event.target.dataset.sent) return;
      event.target.dataset.sent = '1';
      send(new FormData(event.target), answer => { dialog.close('done'); done(answer); }, undone, event.target);
    });
    return;
  }
  // What was typed stays, and can be sent again.
  if (form) delete form.dataset.sent;
  else undone(answer?.status === 409);
  refused(answer, await answer?.text());
}

function drop(column) {
  const card = taken;
  if (column === from.column || column.dataset.value === '') return back();   // nothing is put where there is no value
  put(card, column);
  card.classList.remove('taken');
  card.classList.add('moving');
  const data = new FormData();
  data.set('id', card.dataset.id);
  data.set(board().dataset.field, column.dataset.value);
  data.set('version', card.dataset.version);
  const start = from;
  const settle = () => card.classList.remove('moving');
  taken = null;
  send(data,
    answer => { settle(); card.dataset.version = answer.headers.get('ETag').replaceAll('"', ''); count(start.column, -1); count(column, 1); document.getElementById('board-sums')?.dispatchEvent(new Event('refresh')); card.focus(); },
    stale => { if (stale) { renew(card.dataset.id); return; } settle(); if (start.next?.isConnected) start.next.before(card); else start.cards.append(card); card.focus(); });
}

// By touch: hold a card, or press its button, and choose a column.
let touched = null;
let holding = null;

function offer(card) {
  const ways = document.getElementById('board-ways');
  if (!ways || taken || !card.draggable || card.classList.contains('moving')) return;
  ways.querySelector('h2').textContent = card.querySelector('.board-title').textContent;
  for (const way of ways.querySelectorAll('[data-to]')) way.disabled = way.dataset.to === columnOf(card).dataset.value;
  ways.onclick = event => {
    const way = event.target.closest('[data-to]');
    if (!way && !event.target.closest('[data-closes]')) return;
    ways.close();
    if (!way) { card.focus(); return; }
    const column = [...document.querySelectorAll('.board-column')].find(one => one.dataset.value === way.dataset.to);
    take(card);
    drop(column);
  };
  ways.showModal();
}

document.addEventListener('click', event => {
  const strip = event.target.closest?.('.board-column.folded');
  if (strip && (event.target.closest('.board-fold') || !strip.classList.contains('open'))) fold(strip, !strip.classList.contains('open'));
  const button = event.target.closest?.('.board-to');
  if (button) offer(button.closest('.board-card'));
});
document.addEventListener('pointerdown', event => {
  touched = event.pointerType === 'touch' ? event.target.closest?.('.board-card') : null;
  clearTimeout(holding);
  if (touched && board() && !event.target.closest('.board-to')) holding = setTimeout(() => offer(touched), 500);
});
for (const end of ['pointermove', 'pointerup', 'pointercancel']) document.addEventListener(end, event => {
  // A finger is never quite still.
  if (end !== 'pointermove' || Math.abs(event.movementX) + Math.abs(event.movementY) > 6) clearTimeout(holding);
});
document.addEventListener('contextmenu', event => { if (touched && event.target.closest?.('.board-card')) event.preventDefault(); });

document.addEventListener('dragstart', event => {
  const card = event.target.closest?.('.board-card');
  if (!card || !board()) return;
  // Its last move is still on the way.
  if (card.classList.contains('moving')) { event.preventDefault(); return; }
  if (touched) { event.preventDefault(); return; }
  take(card);
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', card.dataset.id);
});
document.addEventListener('dragover', event => {
  const column = taken && event.target.closest?.('.board-column');
  for (const other of document.querySelectorAll('.board-column.over')) if (other !== column) other.classList.remove('over');
  if (!column) return;
  event.preventDefault();
  column.classList.add('over');
});
document.addEventListener('drop', event => {
  const column = taken && event.target.closest?.('.board-column');
  if (!column) return;
  event.preventDefault();
  column.classList.remove('over');
  drop(column);
});
document.addEventListener('dragend', () => { if (taken) back(); });

document.addEventListener('keydown', event => {
  const card = event.target.closest?.('.board-card');
  if (!card || event.target !== card || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const columns = [...document.querySelectorAll('.board-column')];
  if (taken === card && (event.key === ' ' || event.key === 'Enter')) {
    event.preventDefault();
    drop(columnOf(card));
  } else if (taken === card && event.key === 'Escape') {
    event.preventDefault();
    back();
  } else if (taken === card && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    event.preventDefault();
    const next = columns[columns.indexOf(columnOf(card)) + (event.key === 'ArrowRight' ? 1 : -1)];
    if (!next) return;
    if (next.classList.contains('folded')) fold(next, true);
    put(card, next);
    card.focus();
    say(board().dataset.saidColumn.replace('{name}', next.dataset.name));
  } else if (event.key === ' ' && board()) {
    event.preventDefault();
    if (!card.draggable || card.classList.contains('moving')) return;
    take(card);
    say(board().dataset.saidTaken);
  } else if (event.key === 'Enter') {
    card.querySelector('.board-title').click();
  } else if (event.key.startsWith('Arrow')) {
    event.preventDefault();
    const cards = [...columnOf(card).querySelectorAll('.board-card')];
    const at = cards.indexOf(card);
    const shown = columns.filter(column => !column.matches('.folded:not(.open)'));
    const beside = shown[shown.indexOf(columnOf(card)) + (event.key === 'ArrowRight' ? 1 : -1)];
    const goal = event.key === 'ArrowDown' ? cards[at + 1] : event.key === 'ArrowUp' ? cards[at - 1] : beside?.querySelectorAll('.board-card')[Math.min(at, beside.querySelectorAll('.board-card').length - 1)];
    goal?.focus();
  }
});
