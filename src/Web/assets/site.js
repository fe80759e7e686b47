// What every page has: htmx with its rules, shortcuts, menus, the live stream, charts on demand, toasts.
import htmx from 'htmx.org/dist/htmx.esm.js';
import './live.js';
import './keys.js';
import './menus.js';
import './palette.js';
import './records.js';
import './board.js';
import './record-page.js';
import './passkeys.js';
import './forms.js';
import { toast } from './toasts.js';

// The antiforgery token goes as a header with everything that changes something.
const token = () => document.querySelector('meta[name="csrf"]')?.content ?? '';
document.addEventListener('htmx:config:request', event => {
  const { request } = event.detail.ctx;
  if (!/^(GET|HEAD)$/.test(request.method)) request.headers['X-CSRF-TOKEN'] = token();
});
document.addEventListener('htmx:error', event => {
  if (event.detail.error?.name !== 'AbortError') toast({ kind: 'danger', text: document.body.dataset.offline });
});
document.addEventListener('toast', event => toast(event.detail));

function charts(root) {
  for (const figure of root.querySelectorAll('figure[data-chart]:not([data-drawn])')) {
    figure.dataset.drawn = '';
    import(figure.dataset.chart).then(module => module.draw(figure));
  }
}
const arrived = root => charts(root);
arrived(document);
document.addEventListener('htmx:after:process', event => arrived(event.target instanceof Element ? event.target : document));

window.htmx = htmx;   // records-grid.js has pieces of its own
export { htmx };
