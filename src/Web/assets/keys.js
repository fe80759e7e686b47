// "/" goes to the search box, Escape leaves it. Nothing happens while somebody writes or composes Hangul.
const writing = target => target instanceof Element && target.closest('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', event => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.getElementById('search');
  if (event.key === '/' && search && !writing(event.target)) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === 'Escape' && event.target === search) search.blur();
});
