/* Elements from plain calls: h('p', {class: 'note'}, 'text', element, ...). Text is always text, never markup. */
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) if (child || child === 0) element.append(child);
  return element;
}

export const h = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
export const s = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

/* Article text: the direction is that of its own letters. */
export const written = (name, attributes, ...children) => h(name, { dir: 'auto', ...attributes }, ...children);

export function say(text) {
  document.getElementById('said').textContent = text;
}

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
export const count = (value) => number.format(value);
export const about = (value) => short.format(value);
export const percent = (share) => `${Math.round(share * 100)} %`;
export const plural = (n, one, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

export function bytes(size) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) { size /= 1000; unit++; }
  return `${size < 10 && unit ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function span(ms) {
  const steps = [[86400000, 'd'], [3600000, 'h'], [60000, 'min'], [1000, 's']];
  for (const [size, unit] of steps) if (ms >= size) return `${ms / size < 10 ? +(ms / size).toFixed(1) : Math.round(ms / size)} ${unit}`;
  return ms >= 1 ? `${Math.round(ms)} ms` : `${+ms.toPrecision(2)} ms`;
}

/*
 * When an article was printed, as {at, day}: the start in milliseconds, and whether only the day is known. Times that
 * name no zone are taken as UTC, which is how the daemon takes them.
 */
export function when(item) {
  const told = item.published ?? '';
  const at = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(told) ? told + 'Z' : told);
  return Number.isNaN(at) ? { at: item.submitted, day: false } : { at, day: /^\d{4}-\d\d-\d\d$/.test(told) };
}

export const DAY = 86400000;
const date = { day: 'numeric', month: 'short', year: 'numeric' };
const minute = new Intl.DateTimeFormat('en', { ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const wholeDay = new Intl.DateTimeFormat('en', { ...date, timeZone: 'UTC' });
export const moment = ({ at, day }) => (day ? wholeDay : minute).format(at);
export function time(told) {
  const { at, day } = told;
  if (!at) return null;
  const ago = Date.now() - at, iso = new Date(at).toISOString();
  const shown = !day && ago >= 0 && ago < DAY ? `${span(Math.max(ago, 1000))} ago` : moment(told);
  return h('time', { datetime: day ? iso.slice(0, 10) : iso, title: moment(told) }, shown);
}

/* A time without the words that it was read from: midnight is where the daemon puts a page that tells only a day. */
export const dayOrTime = (at) => ({ at, day: at % DAY === 0 });

const words = { new: 'first', exact: 'exact copy', copy: 'copy', excerpt: 'excerpt', extended: 'extended', revision: 'revision', unchanged: 'unchanged', digest: 'digest', short: 'short' };
export const status = (name) => h('span', { class: `badge ${name}` }, words[name] ?? name);

/* A bar of parts: [[share, class, label], ...]; what it shows is told in words beside it. */
export function bar(parts) {
  let x = 0;
  return s('svg', { class: 'bar', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('rect', { width: 100, height: 6, class: 'rest' }),
    parts.map(([share, kind]) => {
      const width = Math.max(0, Math.min(100 - x, share * 100));
      const part = s('rect', { x, width, height: 6, class: kind });
      x += width;
      return part;
    }));
}

export const note = (text) => h('p', { class: 'empty' }, text);
export const trouble = (problem) => h('p', { class: 'trouble', role: 'alert' }, problem.message);
export const loading = () => h('div', { class: 'loading', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
