// Selected rows and their number, the order of columns, and Ctrl-Enter, which sends a form of a record.
const list = () => document.getElementById('records');
const picks = () => [...list().querySelectorAll('input[name=ids]')];

function count() {
  const bar = list()?.querySelector('[data-count]');
  if (!bar) return;
  const [all, chosen] = [picks(), picks().filter(pick => pick.checked)];
  bar.textContent = bar.dataset.words.replace('{n}', chosen.length.toLocaleString());
  const head = list().querySelector('[data-all]');
  head.checked = all.length > 0 && chosen.length === all.length;
  head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  // "All that fit" goes with the page as a whole.
  const rest = list().querySelector('input[name=all]');
  if (rest && chosen.length === 0) rest.checked = false;
}

let last = null;
document.addEventListener('click', event => {
  if (!(event.target instanceof HTMLInputElement) || event.target.name !== 'ids' || !list()?.contains(event.target)) return;
  if (event.shiftKey && last) {
    const all = picks();
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    for (const pick of all.slice(from, to + 1)) pick.checked = event.target.checked;
  }
  last = event.target;
});
document.addEventListener('change', event => {
  if (!list()?.contains(event.target)) return;
  if (event.target.matches('[data-all]')) for (const pick of picks()) pick.checked = event.target.checked;
  count();
});
addEventListener('pageshow', count);

document.addEventListener('click', event => {
  const move = event.target instanceof Element ? event.target.closest('[data-move]') : null;
  if (!move) return;
  const item = move.closest('li');
  const beside = move.dataset.move === '-1' ? item.previousElementSibling : item.nextElementSibling;
  if (!beside) return;
  if (move.dataset.move === '-1') beside.before(item); else beside.after(item);
  move.focus();
});

document.addEventListener('keydown', event => {
  const form = event.target instanceof Element ? event.target.closest('.record-form') : null;
  if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
});
