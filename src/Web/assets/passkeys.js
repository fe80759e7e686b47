// Passkeys: the browser makes one or signs with one, and an ordinary form carries the answer. Where browser or address can't do it the forms stay hidden, and the password is the way in.
import { send } from './forms.js';

const isNumber = /^[\d.]+$|:/.test(location.hostname);   // an address by number owns no passkeys
const able = !isNumber && window.PublicKeyCredential?.parseCreationOptionsFromJSON && window.PublicKeyCredential.parseRequestOptionsFromJSON;

function arrived() {
  for (const form of document.querySelectorAll('form[data-passkey]')) form.hidden = !able;
  if (!able) for (const word of document.querySelectorAll('[data-passkey-unable]')) word.hidden = false;
}
arrived();
document.addEventListener('htmx:after:process', arrived);
document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('form[data-passkey]') || form.elements.credential.value) return;
  event.preventDefault();
  if (form.getAttribute('aria-busy') !== 'true') fill(form);
}, true);

async function fill(form) {
  form.setAttribute('aria-busy', 'true');
  for (const fault of form.querySelectorAll('[data-passkey-fault]')) fault.hidden = true;
  try {
    const answer = await fetch(form.dataset.ask, { method: 'POST', redirect: 'manual', headers: { 'X-CSRF-TOKEN': document.querySelector('meta[name="csrf"]').content } });
    if (!answer.ok) return await send(form);   // the server says why, or asks who it is
    const { token, options } = await answer.json();
    const credential = form.dataset.passkey === 'make'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.token.value = token;
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.requestSubmit();
    form.elements.credential.value = '';   // an answer is used once
  } catch (error) {
    const fault = form.querySelector(`[data-passkey-fault="${CSS.escape(error.name)}"]`) ?? form.querySelector('[data-passkey-fault=""]');
    fault?.setAttribute('role', 'alert');   // only what is shown speaks
    if (fault) fault.hidden = false;
  } finally {
    form.removeAttribute('aria-busy');
  }
}
