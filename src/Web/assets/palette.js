// Ctrl-K opens the palette: records, pages and what can be made. Arrows choose, Enter goes, Ctrl-Enter opens another tab. "?" shows the keys, "c" what can be made.
const writing = target => target instanceof Element && target.closest('input, textarea, select, [contenteditable]');
const palette = document.getElementById('palette');

// What was looked at lately: paths alone, never names. Who signs in next on this machine sees of them only what they reach.
const page = location.pathname.match(/^\/([a-z-]+)\/([0-9a-f]{8}-[0-9a-f-]{27})$/);
let recent = [];
try { recent = JSON.parse(localStorage.getItem('dangol_recent') ?? '[]'); } catch { /* what stands there is of another program */ }
if (page && document.getElementById('record-title')) {
  const here = `${page[1]}/${page[2]}`;
  recent = [here, ...recent.filter(other => other !== here)].slice(0, 9);
  localStorage.setItem('dangol_recent', JSON.stringify(recent));
  recent = recent.slice(1);   // one is there already
}

// What can be done with the record of this page stands in its head.
function verbs(words) {
  const all = [...document.querySelectorAll('.page-head-actions a[href*="/do/"], .page-head-actions form[action*="/do/"] button')];
  return all.filter(way => !words || way.textContent.toLowerCase().includes(words.toLowerCase())).map(way => {
    const item = document.createElement('a');
    Object.assign(item, { className: 'palette-item', href: way.href ?? '#', tabIndex: -1 });
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    const name = document.createElement('span');
    name.className = 'palette-name';
    name.textContent = way.textContent.trim();
    const icon = way.querySelector('svg')?.cloneNode(true);
    item.append(...(icon ? [icon] : []), name);
    item.addEventListener('click', event => { event.preventDefault(); way.click(); });
    return item;
  });
}

const keys = document.getElementById('keys');

if (palette) {
  const input = palette.querySelector('input');
  const list = palette.querySelector('[role=listbox]');
  let wanted = 0;
  let timer;

  const items = () => [...list.querySelectorAll('.palette-item')];
  const choose = item => {
    for (const other of items()) other.setAttribute('aria-selected', other === item);
    input.setAttribute('aria-activedescendant', item ? item.id : '');
    item?.scrollIntoView({ block: 'nearest' });
  };
  const load = async () => {
    const mine = ++wanted;
    const answer = await fetch(`/palette?q=${encodeURIComponent(input.value)}&recent=${encodeURIComponent(recent.join(','))}`, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    // An older question may be answered later.
    if (!answer?.ok || mine !== wanted) return;
    const html = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // Verbs come last: what Enter takes at once only leads somewhere.
    list.replaceChildren(...html.body.childNodes, ...verbs(input.value.trim()));
    items().forEach((item, i) => { item.id = `palette-${i}`; });
    choose(items()[0]);
  };
  const open = () => {
    if (palette.open) return palette.close();
    input.value = '';
    palette.showModal();
    load();
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(load, 80);
  });
  input.addEventListener('keydown', event => {
    // The Enter that ends a composition of Hangul chooses nothing.
    if (event.isComposing) return;
    const all = items();
    const at = all.findIndex(item => item.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(all[(at + (event.key === 'ArrowDown' ? 1 : all.length - 1) + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % all.length]);
    } else if (event.key === 'Enter' && all[at]) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(all[at].href, '_blank', 'noopener');
      else all[at].click();
    }
  });
  palette.addEventListener('click', event => { if (event.target === palette) palette.close(); });
  document.addEventListener('keydown', event => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') keys?.showModal();
    if (event.key === 'c') {
      const create = document.querySelector('#create');
      if (!create) return;
      event.preventDefault();
      create.open = true;
      create.querySelector('a')?.focus();
    }
  });
  for (const button of document.querySelectorAll('[data-opens-palette]')) button.addEventListener('click', open);
}
keys?.addEventListener('click', event => { if (event.target === keys || event.target.closest('button')) keys.close(); });
