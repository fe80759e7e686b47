// Menus are <details>: they open without script; with it they also close by Escape and by a click elsewhere. Also the folding of the navigation.
const open = () => document.querySelectorAll('details.menu[open]');

document.addEventListener('click', event => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
});

document.getElementById('fold')?.addEventListener('click', event => {
  const folded = document.documentElement.classList.toggle('folded');
  event.currentTarget.setAttribute('aria-expanded', String(!folded));
  document.cookie = `dangol_fold=${folded ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
});
