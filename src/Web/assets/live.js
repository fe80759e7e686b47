// One stream of events for all tabs of a browser: the visible tab that holds the lock reads it and tells the others; hidden tabs let go.
// HTTP/1.1 allows six connections a host, so a stream a tab would stop the seventh.
const said = new BroadcastChannel('dangol-live');
const last = new Map();
let release = null;
let source = null;

const wanted = () => document.querySelector('[data-live]') !== null;

function show(message) {
  last.set(message.topic, message);
  for (const element of document.querySelectorAll(`[data-live="${CSS.escape(message.topic)}"]`)) paint(element, message.data);
}

/** Puts an event into the elements that wait for it; a finished job reloads what it was for, where the page says so. */
function paint(element, data) {
  const bar = element.querySelector('progress');
  if (bar && data.total > 0) { bar.max = data.total; bar.value = data.done; }
  else if (bar && data.state === 'running') bar.removeAttribute('value');
  for (const part of element.querySelectorAll('[data-part]')) if (data[part.dataset.part] !== undefined) part.textContent = data[part.dataset.part];
  if (data.state && element.dataset.state !== data.state) {
    element.dataset.state = data.state;
    element.dispatchEvent(new CustomEvent(`live-${data.state}`, { bubbles: true }));
    if (element.dataset.reload?.split(' ').includes(data.state)) location.reload();
  }
}

function lead() {
  if (release || document.hidden || !wanted()) return;
  const giveUp = new AbortController();
  release = () => giveUp.abort();
  navigator.locks.request('dangol-live', { signal: giveUp.signal }, () => new Promise(done => {
    release = () => { source?.close(); source = null; done(); };
    source = new EventSource('/live');
    source.onmessage = event => {
      const message = JSON.parse(event.data);
      said.postMessage(message);
      show(message);
    };
  })).catch(() => {});
}

function rest() {
  release?.();
  release = null;
}

said.onmessage = ({ data }) => {
  if (data === 'hello') { if (source) last.forEach(message => said.postMessage(message)); }
  else show(data);
};
document.addEventListener('visibilitychange', () => document.hidden ? rest() : start());
addEventListener('pagehide', rest);
document.addEventListener('htmx:after:process', () => { if (wanted()) start(); });

function start() {
  if (!wanted()) return;
  said.postMessage('hello');
  lead();
}
start();
