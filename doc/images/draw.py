#!/usr/bin/python3
"""Draws the pictures of doc/matching.md: plain SVG, readable by day and by night.

  draw.py            writes them beside itself
  draw.py --check    exit status 1 where one is not what this program writes
"""
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
STYLE = '''
text { font: 15px system-ui, 'DejaVu Sans', sans-serif; fill: #222628 }
.paper { fill: #faf7f2 } .box { fill: #fffefb; stroke: #8a8f8c } .soft { fill: #5b5f62; font-size: 13px }
.bold { font-weight: 600 } .ours { fill: #1f5c55 } .theirs { fill: #b3883e } .none { fill: #d9d3c8 } .on { fill: #fffefb }
.line { stroke: #8a8f8c; stroke-width: 1.5; fill: none } .kept { fill: #dcebe8; stroke: #1f5c55 } .ringed { stroke: #222628; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e8e4dc } .paper { fill: #17191a } .box { fill: #202425; stroke: #7a8280 } .soft { fill: #a9adaa }
  .ours { fill: #4f9f94 } .theirs { fill: #d2a95a } .none { fill: #3a3f40 } .on { fill: #10201e }
  .line { stroke: #7a8280 } .kept { fill: #203b37; stroke: #7cc4b8 } .ringed { stroke: #e8e4dc }
}'''


def text(x, y, words, kind='', anchor='start'):
    words = words.replace('&', '&amp;').replace('<', '&lt;')
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{words}</text>'


def box(x, y, width, height, kind='box', radius=6):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" class="{kind}"/>'


def arrow(x1, y1, x2, y2):
    return f'<path d="M{x1} {y1} L{x2} {y2}" class="line" marker-end="url(#tip)"/>'


def picture(width, height, title, parts):
    tip = ('<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
           '<path d="M1 1 L7 4 L1 7" class="line"/></marker>')
    return '\n'.join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
                      f'role="img" aria-label="{title}">', f'<style>{STYLE}\n</style><defs>{tip}</defs>',
                      box(0, 0, width, height, 'paper', 10), *parts, '</svg>', ''])


def shingles():
    words = 'the harbour of Port Almeira stays closed after the storm'.split()
    parts = [text(24, 36, '“The harbour of Port Almeira stays closed after the storm,”'),
             text(24, 64, 'folded: no capitals, no punctuation', 'soft')]
    kept, shares = {1, 4}, ('0.63', '0.018', '0.71', '0.44', '0.007', '0.92')
    for at in range(len(words) - 4):
        y = 92 + 38 * at
        parts += [box(24 + 22 * at, y, 24 + 7.6 * len(' '.join(words[at:at + 5])), 28, 'kept' if at in kept else 'box'),
                  text(36 + 22 * at, y + 19, ' '.join(words[at:at + 5]).lower()),
                  arrow(500, y + 14, 540, y + 14),
                  text(552, y + 19, shares[at], 'bold' if at in kept else ''),
                  text(620, y + 19, 'a key of the index' if at in kept else 'compared, not indexed', 'bold' if at in kept else 'soft')]
    y = 92 + 38 * (len(words) - 4) + 16
    parts += [text(24, y, 'every run of five words is a shingle', 'soft'),
              text(552, y, 'its hash as a share of all hashes: below 1/16 it is a key', 'soft', 'middle')]
    return picture(800, y + 24, 'Five-word shingles of a sentence; those with a small hash are keys of the index', parts)


def bar(x, y, scale, ours, both, theirs):
    """Shingles only in the first text, in both, only in the second, as one bar."""
    parts, at = [], x
    for size, kind in ((ours, 'theirs'), (both, 'ours'), (theirs, 'none')):
        if size:
            parts.append(box(round(at, 1), y, round(size * scale, 1), 22, kind, 3))
        at += size * scale
    return parts


def measures():
    rows = [('copy', 'three words changed', 8, 92, 8), ('excerpt', 'the end cut off', 2, 40, 58),
            ('extended', 'a longer report that has all of it', 120, 96, 4), ('new', 'one paragraph quoted', 86, 14, 86)]
    parts = [box(24, 22, 16, 16, 'theirs', 3), text(48, 35, 'only in the text that comes'), box(280, 22, 16, 16, 'ours', 3),
             text(304, 35, 'in both'), box(390, 22, 16, 16, 'none', 3), text(414, 35, 'only in the earlier one'),
             text(640, 68, 'resemblance', 'soft', 'middle'), text(740, 68, 'containment', 'soft', 'middle')]
    for number, (status, why, ours, both, theirs) in enumerate(rows):
        y = 80 + 62 * number
        parts += [text(24, y + 16, status, 'bold'), text(24, y + 36, why, 'soft'), *bar(290, y + 4, 1.35, ours, both, theirs),
                  text(640, y + 20, f'{both / (ours + both + theirs):.2f}', '', 'middle'),
                  text(740, y + 20, f'{both / (ours + both):.2f}', '', 'middle')]
    y = 80 + 62 * len(rows) + 8
    parts += [text(24, y, 'resemblance: in both, of all. containment: in both, of the text that comes; “contained” is the same of the earlier one.', 'soft')]
    return picture(800, y + 24, 'Four pairs of texts as bars, with their resemblance and containment', parts)


def decision():
    steps = [('the same words, or the same page?', 'exact, unchanged'), ('too few words to judge?', 'short'),
             ('which articles share keys? (16 at most)', 'none: new'), ('how much of the shorter one is in the other?', 'too little: new'),
             ('other figures, a form filled in, words of strangers?', 'doubt: new'), ('several unrelated stories in one text?', 'digest'),
             ('it has the URL or id of an earlier one?', 'revision'), ('how much do they share, both ways?', 'copy, excerpt, extended')]
    parts = []
    for number, (question, answer) in enumerate(steps):
        y = 20 + 54 * number
        parts += [box(24, y, 430, 36), text(40, y + 23, question), arrow(454, y + 18, 520, y + 18),
                  box(522, y, 254, 36, 'kept'), text(538, y + 23, answer, 'bold')]
        if number:
            parts.append(arrow(239, y - 18, 239, y))
    return picture(800, 20 + 54 * len(steps) + 4, 'The questions that decide about an article, in their order', parts)


def dot(x, y, kind, name, below=True):
    ringed = ' ringed' if name == 'canonical' else ''
    return [f'<circle cx="{x}" cy="{y}" r="13" class="{kind}{ringed}"/>', text(x, y + (34 if below else -22), name, 'soft', 'middle')]


def link(a, b):
    return f'<path d="M{a[0]} {a[1]} L{b[0]} {b[1]}" class="line"/>'


def clusters():
    centre, others = (190, 120), [((70, 70), 'copy'), ((60, 170), 'excerpt'), ((320, 70), 'copy'), ((310, 180), 'extended')]
    second, third, digest = (620, 80), (720, 150), (470, 210)
    parts = [box(24, 20, 360, 210), box(540, 20, 236, 210), *[link(centre, place) for place, _ in others], link(second, third),
             f'<path d="M{digest[0] - 20} {digest[1]} L330 190" class="line" stroke-dasharray="4 5"/>',
             f'<path d="M{digest[0] + 20} {digest[1]} L610 96" class="line" stroke-dasharray="4 5"/>',
             *dot(*centre, 'ours', 'canonical')]
    for place, name in others:
        parts += dot(*place, 'theirs', name)
    parts += [*dot(*second, 'ours', 'canonical', below=False), *dot(*third, 'theirs', 'copy'), *dot(*digest, 'none', 'digest'),
              text(24, 262, 'Every copy is joined through a member that was compared with it in full. A briefing that quotes both stories', 'soft'),
              text(24, 282, 'stays alone: chains of weak links would glue the two.', 'soft')]
    return picture(800, 300, 'Two clusters around their canonical articles, and a digest that joins neither', parts)


PICTURES = {'shingles.svg': shingles, 'measures.svg': measures, 'decision.svg': decision, 'clusters.svg': clusters}


def main():
    check = sys.argv[1:] == ['--check']
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    status = 0
    for name, draw in PICTURES.items():
        path = os.path.join(FOLDER, name)
        if check:
            with open(path, encoding='utf-8') as file:
                if file.read() != draw():
                    print(f'{name} is not what draw.py writes')
                    status = 1
        else:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(draw())
    return status


if __name__ == '__main__':
    sys.exit(main())
