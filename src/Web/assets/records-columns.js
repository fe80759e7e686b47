// Columns of a list: a header is dragged to its place (or Alt-Shift and an arrow on it), its edge is dragged to its width (or arrows on the edge). What came of it stands in the address.
const list = () => document.getElementById('records');
const heads = () => [...list().querySelectorAll('thead th[data-col]')];
const edgeOf = target => target instanceof Element ? target.closest('#records .col-edge') : null;
const headOf = target => target instanceof Element ? target.closest('#records thead th[data-col]') : null;
const [narrowest, widest] = [64, 800];

/** Asks for the list with these columns; what has the focus keeps it. */
async function show(cols, focus) {
  const url = new URL(location.href);
  url.searchParams.set('cols', cols);
  const scroll = list().querySelector('.list').scrollLeft;
  await window.htmx.ajax('GET', url.pathname + url.search, { target: '#main', swap: 'innerHTML' });
  history.replaceState(history.state, '', url);
  list().querySelector('.list').scrollLeft = scroll;
  list().querySelector(`th[data-col="${CSS.escape(focus.col)}"] ${focus.edge ? '.col-edge' : 'a'}`)?.focus();
}

const sized = () => list().querySelector('table').classList.contains('sized');
const cols = () => list().dataset.cols.split(',');
const pathOf = col => col.split('~')[0];

/** The columns with the widths that they have on the screen. */
const measured = (but, width) => heads().map(head => `${head.dataset.col}~${head === but ? width : Math.round(head.getBoundingClientRect().width)}`).join(',');

function move(from, before) {
  const order = cols().filter(col => pathOf(col) !== from);
  const moved = cols().find(col => pathOf(col) === from);
  const at = before === null ? order.length : order.findIndex(col => pathOf(col) === before);
  order.splice(at, 0, moved);
  if (order.join() !== cols().join()) show(order.join(','), { col: from });
}

// The edge.
let held = null;
const clamp = width => Math.min(widest, Math.max(narrowest, Math.round(width)));
const wide = (head, width) => {
  // A width is shown as it is drawn: the table takes it from the header.
  if (!sized()) {
    const widths = heads().map(other => other.getBoundingClientRect().width);
    heads().forEach((other, i) => { other.style.width = `${widths[i]}px`; });
    list().querySelector('table').classList.add('sized');
  }
  const by = width - head.getBoundingClientRect().width;
  const table = list().querySelector('table');
  table.style.width = `${table.getBoundingClientRect().width + by}px`;
  head.style.width = `${width}px`;
  head.querySelector('.col-edge').setAttribute('aria-valuenow', width);
};

document.addEventListener('pointerdown', event => {
  const edge = edgeOf(event.target);
  if (!edge || event.button !== 0) return;
  event.preventDefault();
  const head = headOf(edge);
  held = { edge, head, from: event.clientX, width: head.getBoundingClientRect().width, now: null };
  edge.classList.add('held');
  edge.setPointerCapture(event.pointerId);
});
document.addEventListener('pointermove', event => {
  if (!held) return;
  held.now = clamp(held.width + event.clientX - held.from);
  wide(held.head, held.now);
});
for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => {
  if (!held) return;
  const { edge, head, now } = held;
  held = null;
  edge.classList.remove('held');
  if (now !== null) show(measured(head, now), { col: head.dataset.col, edge: true });
});
document.addEventListener('dblclick', event => {
  // As wide as the content again, all of them: one width alone has no meaning beside others.
  const edge = edgeOf(event.target);
  if (edge) show(cols().map(pathOf).join(','), { col: headOf(edge).dataset.col, edge: true });
});
let later = null;
document.addEventListener('keydown', event => {
  const head = headOf(event.target);
  if (!head) return;
  const edge = edgeOf(event.target);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (edge && step && !event.altKey) {
    event.preventDefault();
    const width = clamp(head.getBoundingClientRect().width + step * 16);
    wide(head, width);
    clearTimeout(later);
    later = setTimeout(() => show(measured(head, width), { col: head.dataset.col, edge: true }), 600);
  } else if (step && event.altKey && event.shiftKey) {
    event.preventDefault();
    const order = cols().map(pathOf);
    const at = order.indexOf(head.dataset.col);
    if (order[at + step]) move(head.dataset.col, step < 0 ? order[at - 1] : order[at + 2] ?? null);
  }
});

// The header.
let dragged = null;
document.addEventListener('dragstart', event => {
  const head = headOf(event.target);
  if (!head) return;
  if (held) { event.preventDefault(); return; }
  dragged = head;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', head.dataset.col);
});
document.addEventListener('dragover', event => {
  const over = dragged && headOf(event.target);
  for (const other of document.querySelectorAll('.col-over')) if (other !== over) other.classList.remove('col-over');
  if (!over) return;
  event.preventDefault();
  over.classList.add('col-over');
});
document.addEventListener('drop', event => {
  const over = dragged && headOf(event.target);
  if (!over) return;
  event.preventDefault();
  over.classList.remove('col-over');
  if (over === dragged) return;
  const order = cols().map(pathOf);
  // To the right it goes behind the one that it is dropped on, to the left before it.
  const [from, to] = [order.indexOf(dragged.dataset.col), order.indexOf(over.dataset.col)];
  move(dragged.dataset.col, from < to ? order[to + 1] ?? null : over.dataset.col);
});
document.addEventListener('dragend', () => { dragged = null; });
