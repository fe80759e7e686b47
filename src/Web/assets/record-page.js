// The page of a record: a click on a value opens its control, leaving it saves, Escape puts it back; Ctrl with an arrow goes on in the list.
const editing = target => target instanceof Element && target.closest('.record-editing form');
const typed = form => new URLSearchParams(new FormData(form)).toString();
const opened = new WeakMap();

document.addEventListener('click', event => {
  if (event.target.closest('a, button, input, select, textarea, form')) return;
  if (getSelection()?.toString()) return;
  event.target.closest('.record-field')?.querySelector('.record-pencil')?.click();
});

document.addEventListener('focusin', event => {
  const form = editing(event.target);
  if (form && !opened.has(form)) opened.set(form, typed(form));
});

// Saved as one goes: whoever leaves a control has said what they mean; whoever changed nothing is simply back.
document.addEventListener('focusout', event => {
  const form = editing(event.target);
  if (!form || form.contains(event.relatedTarget)) return;
  setTimeout(() => {
    if (!form.isConnected || form.contains(document.activeElement) || form.dataset.sent || !document.hasFocus()) return;
    if (typed(form) === opened.get(form)) form.querySelector('[data-cancel]').click();
    else form.requestSubmit();
  });
});
document.addEventListener('submit', event => {
  const form = editing(event.target);
  if (form) form.dataset.sent = '';
}, true);
document.addEventListener('change', event => {
  const form = editing(event.target);
  if (form && event.target instanceof HTMLSelectElement) form.requestSubmit();
});

document.addEventListener('keydown', event => {
  if (event.isComposing) return;
  const form = editing(event.target) || (event.target instanceof Element && event.target.closest('.composer form'));
  if (form && event.key === 'Escape' && !form.querySelector('.picker.open')) {
    event.preventDefault();
    form.dataset.sent = '';
    form.querySelector('[data-cancel]').click();
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
  if (event.ctrlKey && !event.altKey && /^Arrow(Left|Right)$/.test(event.key) && !event.target.closest?.('input, textarea, select, [contenteditable]')) {
    const link = document.querySelector(`.record-nav a[rel=${event.key === 'ArrowLeft' ? 'prev' : 'next'}][href]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  }
});

// What was saved stands on the timeline too.
document.addEventListener('htmx:after:process', event => {
  if (/^(record-fields|composer)$/.test(event.target.id) && 'saved' in event.target.dataset) document.getElementById('record-timeline')?.dispatchEvent(new Event('refresh'));
});
