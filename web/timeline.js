/*
 * Who printed when, as a picture: a mark an article, from left to right by time, those at one time above each other. A
 * dot is a time; a bar is a day, where the page tells no more.
 */
import { s, h, when, moment, span, DAY } from '/dom.js';

const LEFT = 12, RIGHT = 12, DOT = 6, TALLEST = 9;
const STEPS = [60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 7776000, 31536000].map((seconds) => seconds * 1000);

function ticks(first, last, most) {
  const step = STEPS.find((size) => (last - first) / size <= most) ?? STEPS.at(-1);
  const zone = new Date(first).getTimezoneOffset() * 60000;
  const at = [];
  for (let t = Math.ceil((first - zone) / step) * step + zone; t <= last; t += step) at.push(t);
  const format = new Intl.DateTimeFormat('en', step < DAY ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short' });
  return at.map((t) => [t, format.format(t)]);
}

/* Each mark on the lowest level that is free where it stands; past the tallest they cover each other. */
function stack(marks) {
  const taken = [];
  for (const mark of marks) {
    const free = taken.findIndex((end) => end < mark.from);
    mark.level = free >= 0 ? free : Math.min(taken.length, TALLEST - 1);
    taken[mark.level] = mark.to + 1;
  }
  return Math.max(1, taken.length);
}

function shape(mark, base, canonical) {
  const { member, time, from, to, level } = mark, is = member.id === canonical;
  const y = base - DOT - 3 - level * (2 * DOT + 2), kind = `dot ${member.status}${is ? ' canonical' : ''}${time.day ? ' day' : ''}`;
  const label = s('title', {}, `${member.source ?? 'unknown source'}, ${moment(time)}`);
  const r = is ? DOT + 1 : DOT - 1;
  return time.day ? s('rect', { x: from, width: to - from, y: y - r + 1, height: 2 * r - 2, rx: r - 1, class: kind }, label)
    : s('circle', { cx: (from + to) / 2, cy: y, r, class: kind }, label);
}

/* "3 Mar 2025, 08:10 to 4 Mar 2025 · about 30 h from first to last" */
function spread(first, last) {
  if (moment(first) === moment(last)) return moment(first);
  const long = Math.abs(last.at - first.at);
  return `${moment(first)} to ${moment(last)} · ${first.day || last.day ? 'about ' : ''}${span(long)} from first to last`;
}

export function timeline(members, canonical) {
  const WIDTH = innerWidth < 700 ? 360 : 960; /* so that dots and letters keep their size */
  const timed = members.map((member) => ({ member, time: when(member) })).filter(({ time }) => time.at).sort((a, b) => a.time.at - b.time.at);
  if (timed.length < 2) return null;
  const end = ({ at, day }) => at + (day ? DAY : 0);
  const first = timed[0].time.at, last = Math.max(...timed.map(({ time }) => end(time)));
  const x = (t) => LEFT + DOT + (t - first) / (last - first || 1) * (WIDTH - LEFT - RIGHT - 2 * DOT);
  for (const mark of timed) Object.assign(mark, { from: x(mark.time.at) - DOT, to: x(end(mark.time)) + DOT });
  const base = stack(timed) * (2 * DOT + 2) + 10;
  const sources = new Set(members.map((member) => member.source)).size;
  const told = spread(timed[0].time, timed.at(-1).time);
  const days = timed.some(({ time }) => time.day);
  return h('figure', { class: 'timeline' },
    s('svg', { viewBox: `0 0 ${WIDTH} ${base + 26}`, role: 'img', 'aria-label': `${members.length} articles of ${sources} sources, ${told}` },
      ticks(first, last, WIDTH / 110).map(([t, label]) => [
        s('line', { x1: x(t), x2: x(t), y1: 4, y2: base, class: 'tick' }),
        s('text', { x: Math.min(WIDTH - 24, Math.max(20, x(t))), y: base + 19, class: 'tick-label' }, label)]),
      s('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: base, y2: base, class: 'axis' }),
      timed.map((mark) => shape(mark, base, canonical))),
    h('figcaption', {}, `${told} · the ringed ${timed.find(({ member }) => member.id === canonical)?.time.day ? 'bar' : 'dot'} is the canonical article${days ? ' · a bar is a day, where a page tells no more' : ''}`));
}
