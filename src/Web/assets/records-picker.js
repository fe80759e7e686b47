// Suggestions below a control: arrows move, Enter or Tab takes, Escape closes. One record (its key goes beside the words), many words (commas between), or a text.
const pickerOf = target => target instanceof Element ? target.closest('[data-picker]') : null;
const input = picker => picker.querySelector('[role=combobox]');
const choices = picker => [...picker.querySelectorAll('[role=option]')];
const text = picker => picker.dataset.picker === 'text';
const many = picker => picker.dataset.picker === 'many';

function show(picker, open) {
  picker.classList.toggle('open', open);
  input(picker).setAttribute('aria-expanded', String(open && choices(picker).length > 0));
  if (!open) mark(picker, null);
}

function mark(picker, chosen) {
  choices(picker).forEach((choice, i) => {
    choice.id ||= `${input(picker).id}-choice-${i}`;
    choice.setAttribute('aria-selected', String(choice === chosen));
  });
  if (chosen) input(picker).setAttribute('aria-activedescendant', chosen.id);
  else input(picker).removeAttribute('aria-activedescendant');
  chosen?.scrollIntoView({ block: 'nearest' });
}

function take(picker, choice) {
  const box = input(picker);
  if (many(picker)) {
    const words = box.value.split(/[,;]/).slice(0, -1).map(word => word.trim()).filter(Boolean);
    box.value = [...words, choice.dataset.value].join(', ') + ', ';
  } else {
    box.value = choice.dataset.label;
    if (!text(picker)) picker.querySelector('input[type=hidden]').value = choice.dataset.value;
  }
  show(picker, false);
  box.focus();
  picker.dispatchEvent(new CustomEvent('picked', { bubbles: true }));
}

document.addEventListener('input', event => {
  const picker = pickerOf(event.target);
  if (!picker || event.target !== input(picker)) return;
  // What was chosen before no longer stands in the box.
  if (!many(picker) && !text(picker)) picker.querySelector('input[type=hidden]').value = '';
  show(picker, true);
});
document.addEventListener('htmx:after:swap', () => document.querySelectorAll('[data-picker].open').forEach(picker => show(picker, true)));
document.addEventListener('click', event => {
  const choice = event.target instanceof Element ? event.target.closest('.picker-choice') : null;
  if (choice) take(pickerOf(choice), choice);
  for (const picker of document.querySelectorAll('[data-picker].open')) if (!picker.contains(event.target)) show(picker, false);
});
document.addEventListener('focusout', event => {
  const picker = pickerOf(event.target);
  if (picker && event.relatedTarget && !picker.contains(event.relatedTarget)) show(picker, false);
});
document.addEventListener('keydown', event => {
  const picker = pickerOf(event.target);
  if (!picker || event.isComposing || event.target !== input(picker)) return;
  const open = picker.classList.contains('open');
  const all = choices(picker);
  const at = all.findIndex(choice => choice.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' && !open) {
    event.preventDefault();
    show(picker, true);
    event.target.dispatchEvent(new Event('suggest'));
  } else if (open && all.length && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    event.stopPropagation();
    mark(picker, all[(at + (event.key === 'ArrowDown' ? 1 : all.length - (at < 0 ? 0 : 1))) % all.length]);
  } else if (open && at >= 0 && (event.key === 'Enter' || event.key === 'Tab')) {
    if (event.key === 'Enter') event.preventDefault();
    event.stopPropagation();
    take(picker, all[at]);
  } else if (open && event.key === 'Escape') {
    event.stopPropagation();
    show(picker, false);
  }
}, true);
