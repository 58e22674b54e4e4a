/*
 * Differences between two texts, word by word: the greedy algorithm of Myers (1986), "An O(ND) Difference Algorithm",
 * with a bound on the work, past which the middle counts as changed. Paragraphs are aligned first, by the words they
 * share, so that two columns can be read side by side.
 */
import { h } from '/dom.js';

const MOST_EDITS = 1200;
const MOST_PARAGRAPHS = 300;

/* Words with the blanks behind them; of scripts without blanks, letters. */
const split = (text) => text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{N}\p{M}'’-]+|\s+|[^\p{L}\p{N}\p{M}\s]/gu) ?? [];

/* [[kind, words], ...]; kind is 0 for both, -1 for only a, 1 for only b. */
export function diff(a, b) {
  let start = 0, endA = a.length, endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
  const middle = script(a.slice(start, endA), b.slice(start, endB));
  return join([[0, a.slice(0, start)], ...middle, [0, a.slice(endA)]]);
}

function script(a, b) {
  const n = a.length, m = b.length;
  if (!n || !m) return [[-1, a], [1, b]];
  const most = Math.min(n + m, MOST_EDITS);
  const at = new Int32Array(2 * most + 3);
  const trail = [];
  for (let d = 0; d <= most; d++) {
    trail.push(at.slice(most - d, most + d + 3));
    for (let k = -d; k <= d; k += 2) {
      const i = k + most + 1;
      let x = k === -d || (k !== d && at[i - 1] < at[i + 1]) ? at[i + 1] : at[i - 1] + 1;
      while (x < n && x - k < m && a[x] === b[x - k]) x++;
      at[i] = x;
      if (x >= n && x - k >= m) return back(trail, a, b);
    }
  }
  return [[-1, a], [1, b]];
}

function back(trail, a, b) {
  const out = [];
  let x = a.length, y = b.length;
  for (let d = trail.length - 1; d >= 0; d--) {
    const at = trail[d], k = x - y, i = k + d + 1;
    const before = d === 0 ? 0 : k === -d || (k !== d && at[i - 1] < at[i + 1]) ? k + 1 : k - 1;
    const x0 = d === 0 ? 0 : at[before + d + 1], y0 = x0 - before;
    const mid = d === 0 ? 0 : before === k + 1 ? x0 : x0 + 1;
    if (x > mid) out.push([0, a.slice(mid, x)]);
    if (d > 0) out.push(before === k + 1 ? [1, b.slice(y0, y0 + 1)] : [-1, a.slice(x0, x0 + 1)]);
    x = x0;
    y = y0;
  }
  return out.reverse();
}

function join(parts) {
  const out = [];
  for (const [kind, words] of parts) {
    if (!words.length) continue;
    if (out.length && out.at(-1)[0] === kind) out.at(-1)[1].push(...words);
    else out.push([kind, [...words]]);
  }
  return out;
}

/* Both sides as nodes, what is only theirs marked. */
export function marked(left, right) {
  const parts = diff(split(left), split(right));
  const side = (mine, name) => parts.filter(([kind]) => kind === 0 || kind === mine).map(([kind, words]) => kind === 0 ? words.join('') : h(name, {}, words.join('')));
  return { left: side(-1, 'del'), right: side(1, 'ins') };
}

function overlap(a, b) {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return a.size + b.size ? 2 * both / (a.size + b.size) : 0;
}

/* Pairs of paragraphs [left, right], either of which may be null, in the order of both texts. */
export function aligned(left, right) {
  const a = left.slice(0, MOST_PARAGRAPHS), b = right.slice(0, MOST_PARAGRAPHS);
  const bag = (text) => new Set(split(text.toLowerCase()).filter((word) => /[\p{L}\p{N}]/u.test(word)));
  const bagsA = a.map(bag), bagsB = b.map(bag);
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1));
  const like = bagsA.map((x) => bagsB.map((y) => overlap(x, y)));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], like[i][j] > 0.25 ? like[i][j] + best[i + 1][j + 1] : 0);
  const pairs = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && like[i][j] > 0.25 && best[i][j] === like[i][j] + best[i + 1][j + 1]) pairs.push([a[i++], b[j++]]);
    else if (i < a.length && (j === b.length || best[i + 1][j] >= best[i][j + 1])) pairs.push([a[i++], null]);
    else pairs.push([null, b[j++]]);
  }
  return pairs.concat(left.slice(MOST_PARAGRAPHS).map((text) => [text, null]), right.slice(MOST_PARAGRAPHS).map((text) => [null, text]));
}
