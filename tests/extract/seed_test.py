#!/usr/bin/env python3
"""A page's body comes out exactly: seed_test.py SHINGLE_EXTRACT SOURCE_FOLDER

The same page as plain text and as HTML of four builds, which is written around its lines here: menus, headline, deck,
picture, body, a box inside it, credits, a list of other headlines, footer. One page is ours and always there; the other
is this project's first real one, ../shared/data/seed, where that is at hand.
"""
import glob
import html
import os
import subprocess
import sys

TOOL, ROOT = sys.argv[1], sys.argv[2]

OURS = """3 min read
Harbour of Westquay stays closed after storm, company says
Three ferries waited at sea overnight and the fish market will not open before Monday.
Harbour of Westquay stays closed after storm, company says
The quay was under water for most of Thursday night, and two cranes were damaged. / Reuters
November 21, 2025

The harbour of Westquay stayed closed on Friday after the strongest storm in ten years, the company that runs it said, and three ferries waited at sea until morning.

The company, Westquay Port, said that two cranes were damaged and that divers had to look at the quay before ships of any size could be let in again.

"We shall not open the harbour before we know that the quay is safe, and that will take until Monday at the earliest," its director told reporters at the town hall.

Nobody was hurt.

Ferries wait for the tide

RECOMMENDED

Passengers of the three ferries spent the night on board. One of them was brought ashore by helicopter with a broken arm, the coast guard said in a statement.

The fish market, which sells about 40 tonnes a week at this time of the year, will stay closed as well, and restaurants in the old town said they would run short by Sunday.

The weather service expects the wind to fall on Saturday, but warned of high waves along the whole of the coast until the middle of next week.

RelatedWestquay News - Storm tears roof off school near Westquay, nobody hurt
SOURCE:Reuters
Explore
Council puts off vote on new bridge over the river
Bakers warn of higher prices as wheat runs short
Museum finds lost painting behind a cupboard
Trains to the coast run late again after signal fault
Farmers ask for help after the driest summer on record
School of music opens its doors for a day
"""


class Page:
    """The parts of a page of this shape, by what its lines are."""

    def __init__(self, text):
        lines = [line.strip() for line in text.split('\n')]
        lines = [line for line in lines if line]
        related = next(i for i, line in enumerate(lines) if line.startswith('Related'))
        explore = lines.index('Explore')
        date = next(i for i, line in enumerate(lines) if line.endswith(', 2025') and len(line) < 24)
        self.text = text
        self.caption, self.title, self.deck = lines[date - 1], lines[date - 2], lines[date - 3]
        self.date, self.minutes = lines[date], lines[date - 5]
        inside = lines[date + 1:related]
        self.box = inside.index('RECOMMENDED')
        self.body = [line for line in inside if line != 'RECOMMENDED']
        self.heading = inside[self.box - 1]
        self.related = lines[related]
        self.source = lines[related + 1:explore]
        self.others = lines[explore + 1:]


def e(text):
    return html.escape(text, quote=False)


def links(page, tag='li', count=99):
    return '\n'.join(f'<{tag}><a href="/news/{i}">{e(line)}</a></{tag}>' for i, line in enumerate(page.others[:count]))


def body(page, paragraph, heading):
    """The body's lines in its markup, with a box of recommended links where the text has one."""
    parts = []
    for i, line in enumerate(page.body):
        if i == page.box:
            parts.append(f'<aside class="recommended"><h4>RECOMMENDED</h4><ul>{links(page, count=3)}</ul></aside>')
        parts.append((heading if line == page.heading else paragraph).format(e(line)))
    return '\n'.join(parts)


HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Quay World</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Quay World">
<meta name="description" content="{deck}"><meta property="article:published_time" content="2025-11-21T10:12:00Z">
<link rel="canonical" href="https://quay.example/news/1"><style>p {{ margin: 0 }}</style>
<script>window.data = {{"a": "<p>not text</p>"}};</script></head>"""
NAV = """<a href="/">{0}</a> <a href="/news">News</a> <a href="/sport">Sport</a> <a href="/business">Business</a>
<a href="/opinion">Opinion</a> <a href="/video">Video</a>"""
FOOT = """<p>Copyright 2025 Quay World. All rights reserved.</p><a href="/about">About us</a> <a href="/contact">Contact</a>
<a href="/privacy">Privacy policy</a> <a href="/cookies">Cookies</a>"""


def head(page):
    return HEAD.format(title=html.escape(page.title), deck=html.escape(page.deck))


def in_order(page):
    """Every line of the text where it stands, the doubled headline too: first over the picture, then above the story."""
    return f"""{head(page)}<body><header class="site-header"><nav aria-label="Main">{NAV.format('Quay World')}</nav></header>
<section class="hero"><span class="reading-time">{e(page.minutes)}</span><h1>{e(page.title)}</h1><p class="standfirst">{e(page.deck)}</p></section>
<main><article class="story"><h2 class="title">{e(page.title)}</h2>
<figure><img src="/a.jpg" alt=""><figcaption>{e(page.caption)}</figcaption></figure><time datetime="2025-11-21">{e(page.date)}</time>
<div class="article-body">{body(page, '<p>{}</p>', '<h2>{}</h2>')}</div>
<p class="related-link"><a href="/news/9">{e(page.related)}</a></p><div class="source">{e(' '.join(page.source))}</div></article>
<aside class="explore"><h3>Explore</h3><ul>{links(page)}</ul></aside></main>
<footer>{FOOT}</footer></body></html>"""


def semantic(page):
    """HTML 5 as a newsroom's system writes it today."""
    return f"""{head(page)}<body><header class="site-header"><nav aria-label="Main"><ul><li>{NAV.format('Quay World')}</li></ul></nav></header>
<main><article class="story"><header><span class="reading-time">{e(page.minutes)}</span><h1>{e(page.title)}</h1>
<p class="standfirst">{e(page.deck)}</p><time datetime="2025-11-21">{e(page.date)}</time></header>
<div class="share"><a href="#">Share</a> <a href="#">Facebook</a> <a href="#">WhatsApp</a></div>
<figure><img src="/a.jpg" alt=""><figcaption>{e(page.caption)}</figcaption></figure>
<div class="article-body">{body(page, '<p>{}</p>', '<h2>{}</h2>')}</div>
<p class="related-link"><a href="/news/9">{e(page.related)}</a></p><div class="source">{e(' '.join(page.source))}</div></article>
<aside class="explore"><h3>Explore</h3><ul>{links(page)}</ul></aside></main>
<footer>{FOOT}</footer></body></html>"""


def boxes(page):
    """Nothing but div, with names that say little."""
    return f"""{head(page)}<body><div id="top"><div class="menu">{NAV.format('Home')}</div></div><div id="wrap"><div class="col-8">
<div class="headline">{e(page.title)}</div><div class="deck">{e(page.deck)}</div><div class="date">{e(page.date)}</div>
<div class="image"><img src="a.jpg"><div class="caption">{e(page.caption)}</div></div>
<div class="text">{body(page, '<div>{}</div>', '<div><b>{}</b></div>')}</div><div class="rel"><a href="/n">{e(page.related)}</a></div>
<div class="src">{e(' '.join(page.source))}</div></div><div class="col-4"><div class="box-title">Explore</div>{links(page, 'div')}</div></div>
<div id="bottom">{FOOT}</div></body></html>"""


def old(page):
    """Tables for layout, text parted by line breaks, end tags left out."""
    return f"""<html><head><title>{e(page.title)}</title></head><body bgcolor=white><table width=100%><tr><td colspan=2>{NAV.format('Home')}
<tr><td width=70%><h1>{e(page.title)}</h1><i>{e(page.deck)}</i><br><small>{e(page.date)}</small><p>
<table align=right><tr><td><img src=a.jpg><br><font size=1>{e(page.caption)}</font></table>
{body(page, '{}<br><br>', '<b>{}</b><br><br>')}
<a href=/n>{e(page.related)}</a><br>{e(' '.join(page.source))}
<td><b>Explore</b><br>{'<br>'.join(f'<a href=/n{i}>{e(line)}</a>' for i, line in enumerate(page.others))}
<tr><td colspan=2><hr>{FOOT}</table></body></html>"""


def run(kind, content):
    done = subprocess.run([TOOL, '--kind', kind, '-'], input=content, capture_output=True, text=True, check=False)
    return done.stdout.split('\n\n') if done.returncode == 0 else [done.stderr]


failures = []


def expect(name, kind, content, page, deck_may_stay=False):
    got = [line.strip() for part in run(kind, content) for line in part.split('\n') if line.strip()]
    if deck_may_stay and got[:1] == [page.deck]:
        print(f'{name}: with its deck')
        got = got[1:]
    missing = [line for line in page.body if line not in got]
    extra = [line for line in got if line not in page.body]
    if got == page.body:
        print(f'{name}: all {len(got)} lines of the body and nothing else')
        return
    failures.append(name)
    print(f'{name}: {len(missing)} lines missing, {len(extra)} too many')
    for mark, lines in (('missing', missing), ('too many', extra)):
        for line in lines:
            print(f'    {mark}: {line[:100]}')


def check(name, text):
    page = Page(text)
    expect(f'{name} as text', 'text', text, page)
    expect(f'{name} as HTML, in_order', 'html', in_order(page), page)
    for build in (semantic, boxes, old): # a deck below the only headline: papers differ in what it belongs to
        expect(f'{name} as HTML, {build.__name__}', 'html', build(page), page, deck_may_stay=True)


check('our page', OURS)
seeds = glob.glob(os.path.join(ROOT, '../shared/data/seed/*.txt'))
for path in seeds:
    with open(path, encoding='utf-8') as file:
        check('the seed page', file.read())
if not seeds:
    print('skipped: no ../shared/data/seed')
sys.exit(1 if failures else 0)
