/* Who printed when, as a picture: a dot an article, from left to right by time, those at one time above each other. */
import { s, h, when, moment, span } from '/dom.js';

const LEFT = 12, RIGHT = 12, DOT = 6, TALLEST = 9;
const STEPS = [60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 7776000, 31536000].map((seconds) => seconds * 1000);

function ticks(first, last, most) {
  const step = STEPS.find((size) => (last - first) / size <= most) ?? STEPS.at(-1);
  const zone = new Date(first).getTimezoneOffset() * 60000;
  const at = [];
  for (let t = Math.ceil((first - zone) / step) * step + zone; t <= last; t += step) at.push(t);
  const format = new Intl.DateTimeFormat('en', step < 86400000 ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short' });
  return at.map((t) => [t, format.format(t)]);
}

export function timeline(members, canonical) {
  const WIDTH = innerWidth < 700 ? 360 : 960; /* so that dots and letters keep their size */
  const timed = members.map((member) => [when(member), member]).filter(([t]) => t).sort((a, b) => a[0] - b[0]);
  if (timed.length < 2) return null;
  const first = timed[0][0];
  const last = timed.at(-1)[0];
  const room = last - first || 1;
  const x = (t) => LEFT + DOT + (t - first) / room * (WIDTH - LEFT - RIGHT - 2 * DOT);
  const columns = new Map();
  const dots = timed.map(([t, member]) => {
    const column = Math.round(x(t) / (2 * DOT + 1));
    const level = columns.get(column) ?? 0;
    columns.set(column, level + 1);
    return { at: x(t), level: Math.min(level, TALLEST - 1), t, member };
  });
  const levels = Math.min(TALLEST, Math.max(...columns.values()));
  const base = levels * (2 * DOT + 2) + 10;
  const sources = new Set(members.map((member) => member.source)).size;
  return h('figure', { class: 'timeline' },
    s('svg', { viewBox: `0 0 ${WIDTH} ${base + 26}`, role: 'img', 'aria-label': `${members.length} articles of ${sources} sources, over ${span(last - first)}, from ${moment(first)}` },
      ticks(first, last, WIDTH / 110).map(([t, label]) => [
        s('line', { x1: x(t), x2: x(t), y1: 4, y2: base, class: 'tick' }),
        s('text', { x: Math.min(WIDTH - 24, Math.max(20, x(t))), y: base + 19, class: 'tick-label' }, label)]),
      s('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: base, y2: base, class: 'axis' }),
      dots.map(({ at, level, t, member }) =>
        s('circle', { cx: at, cy: base - DOT - 3 - level * (2 * DOT + 2), r: member.id === canonical ? DOT + 1 : DOT - 1, class: `dot ${member.status}${member.id === canonical ? ' canonical' : ''}` },
          s('title', {}, `${member.source ?? 'unknown source'}, ${moment(t)}`)))),
    h('figcaption', {}, `${moment(first)} to ${moment(last)} · ${span(last - first) } from first to last · the ringed dot is the canonical article`));
}
