// Leaves out of a style sheet the rules whose classes no source names, then the custom properties and animations that nothing uses any more.
// Classes that are put together at run time are kept by their family.
const families = /^(btn|badge|alert|bg|text|status)(-|$)|^(show|active|disabled|collapsed|placeholder.*|is-invalid|invalid-feedback)$/;

/** @param css a style sheet @param words every word that occurs in the sources @param properties the custom properties that they read by name */
export function prune(css, words, properties) {
  const kept = rules(css.replace(/\/\*[\s\S]*?\*\//g, ''));
  const text = write(filter(kept, selector => classes(selector).every(name => words.has(name) || (families.test(name) && plausible(name)))));
  return dropUnused(text, properties);
}

// Brands and the many steps of grey are tones that no page of ours has.
const plausible = name => !/-(facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler|x|gray-\d+|brand|gradient)(-|$)/.test(name);

/** A tree of { head, body } where body is a text of declarations or a list of rules. */
function rules(css) {
  const list = [];
  let at = 0;
  while (at < css.length) {
    const stop = next(css, at, '{;');
    if (stop < 0) break;
    const head = css.slice(at, stop).trim();
    if (css[stop] === ';') {
      if (head) list.push({ head: head + ';', body: null });
      at = stop + 1;
      continue;
    }
    const end = close(css, stop);
    const inner = css.slice(stop + 1, end);
    list.push({ head, body: /^@(media|supports|layer|container)/.test(head) ? rules(inner) : inner });
    at = end + 1;
  }
  return list;
}

/** Where one of the characters comes next, outside quotes and brackets. */
function next(css, from, characters) {
  for (let i = from, depth = 0; i < css.length; i++) {
    const c = css[i];
    if (c === '"' || c === "'") i = quote(css, i);
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (depth === 0 && characters.includes(c)) return i;
  }
  return -1;
}

function close(css, open) {
  for (let i = open, depth = 0; i < css.length; i++) {
    const c = css[i];
    if (c === '"' || c === "'") i = quote(css, i);
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i;
  }
  throw new Error('a rule has no end');
}

function quote(css, open) {
  for (let i = open + 1; i < css.length; i++) {
    if (css[i] === '\\') i++;
    else if (css[i] === css[open]) return i;
  }
  throw new Error('a quote has no end');
}

function filter(list, wanted) {
  return list.flatMap(rule => {
    if (Array.isArray(rule.body)) {
      const inner = filter(rule.body, wanted);
      return inner.length ? [{ ...rule, body: inner }] : [];
    }
    if (rule.head.startsWith('@')) return [rule];
    const selectors = split(rule.head).filter(wanted);
    return selectors.length ? [{ ...rule, head: selectors.join(',') }] : [];
  });
}

function split(head) {
  const parts = [];
  let from = 0;
  for (let comma; (comma = next(head, from, ',')) >= 0; from = comma + 1) parts.push(head.slice(from, comma).trim());
  return [...parts, head.slice(from).trim()];
}

/** The classes that an element must have; what stands in :not() or in a list of alternatives is no condition. */
const classes = selector =>
  [...selector.replace(/:(not|is|where)\([^()]*(\([^()]*\)[^()]*)*\)/g, '').matchAll(/\.((?:[\w-]|\\.)+)/g)].map(match => match[1].replaceAll('\\', ''));

const write = list => list.map(rule => rule.body === null ? rule.head : `${rule.head}{${Array.isArray(rule.body) ? write(rule.body) : rule.body}}`).join('\n');

function dropUnused(css, properties) {
  for (;;) {
    const used = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map(match => match[1]));
    const declaration = /(^|[{;\s])(--tblr-[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}"'])*(?:;|(?=\}))/g;
    const less = css.replace(declaration, (all, before, name) => used.has(name) || properties.has(name) ? all : before);
    if (less.length === css.length) break;
    css = less;
  }
  return css.replace(/@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, (all, name) => new RegExp(`animation[\\w-]*:[^;}]*\\b${name}\\b`).test(css) ? all : '');
}
