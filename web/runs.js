/*
 * What the daemon's comparison of two texts looks like side by side. It tells runs of words in reading order: kind is
 * both, cut (only left) or added (only right), and text has the blanks and line ends before the words.
 */
import { h } from '/dom.js';

const ELEMENT = { cut: 'del', added: 'ins' };

/* A piece of a side; what is marked is the words, not the blanks around them. */
function piece(kind, text) {
  if (kind === 'both' || !text.trim()) return text;
  const [, before, words, behind] = /^(\s*)(.*?)(\s*)$/s.exec(text);
  return [before, h(ELEMENT[kind], {}, words), behind];
}

const row = () => ({ left: [], right: [], changed: false });

function put(to, side, kind, text) {
  if (!text) return;
  to[side].push(piece(kind, text));
  to.changed ||= kind !== 'both' && text.trim() !== '';
}

/* The n-th piece of a side beside one with `most` pieces: the last is the last, and what is missing is before it. */
function nth(pieces, n, most) {
  if (n === 0) return pieces[0];
  if (n === most - 1) return pieces.length > 1 ? pieces.at(-1) : '';
  return n < pieces.length - 1 ? pieces[n] : '';
}

/*
 * Paragraphs beside each other, [{left, right, changed}, ...]: left and right are nodes and texts, empty where that side
 * has nothing. A paragraph ends where the text of both ends one; among changes the n-th stands beside the n-th, and the
 * last ones belong to what both go on with.
 */
export function paragraphs(runs) {
  const rows = [row()];
  const split = (run) => run ? run.text.split(/\n+/) : [''];
  for (let i = 0; i < runs.length;) {
    if (runs[i].kind === 'both') {
      split(runs[i++]).forEach((text, n) => {
        if (n) rows.push(row());
        put(rows.at(-1), 'left', 'both', text);
        put(rows.at(-1), 'right', 'both', text);
      });
      continue;
    }
    const cut = split(runs[i].kind === 'cut' ? runs[i++] : null);
    const added = split(runs[i]?.kind === 'added' ? runs[i++] : null);
    const most = Math.max(cut.length, added.length);
    for (let n = 0; n < most; n++) {
      if (n) rows.push(row());
      put(rows.at(-1), 'left', 'cut', nth(cut, n, most));
      put(rows.at(-1), 'right', 'added', nth(added, n, most));
    }
  }
  const empty = (side) => side.flat().every((part) => typeof part === 'string' && !part.trim());
  return rows.map((one) => ({ ...one, left: empty(one.left) ? [] : one.left, right: empty(one.right) ? [] : one.right }))
    .filter((one) => one.left.length || one.right.length);
}

/* Words of a headline, each with the blanks behind it. */
const split = (text) => (text.match(/(?:[\p{L}\p{N}\p{M}'’-]+|\S)\s*/gu) ?? []).slice(0, 100);

/* Two headlines as nodes, by the longest sequence of words that both have: the daemon compares texts only. */
export function headlines(left, right) {
  const a = split(left), b = split(right), same = (i, j) => a[i].trim() === b[j].trim();
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) best[i][j] = same(i, j) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  const sides = { left: [], right: [] };
  const add = (side, kind, word) => {
    const last = sides[side].at(-1);
    if (last?.[0] === kind) last[1] += word;
    else sides[side].push([kind, word]);
  };
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && same(i, j)) { add('left', 'both', a[i++]); add('right', 'both', b[j++]); }
    else if (j === b.length || (i < a.length && best[i + 1][j] >= best[i][j + 1])) add('left', 'cut', a[i++]);
    else add('right', 'added', b[j++]);
  }
  return { left: sides.left.map((part) => piece(...part)), right: sides.right.map((part) => piece(...part)) };
}
