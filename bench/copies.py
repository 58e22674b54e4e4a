#!/usr/bin/env python3
"""Makes copies of articles in the ways in which papers change them, and counts how many the daemon finds.

  copies.py [--articles SET.jsonl[.zst] | --manuals FOLDER] [--originals N] [--count N] [--seed N] [--least RECALL]
            [--keep FOLDER] [--json] BUILD

BUILD is a build folder with daemon/shingled and client/shinglectl in it. Originals are the articles of a set of which
none is like another (../shared/data/neardup/background_open), or the manual pages of a language, as Debian's packages
manpages-zh and manpages-ja have them (/usr/share/man/zh_CN, /usr/share/man/ja). Texts that share a tenth or more
with others, and those too short to cut or too long, are left out first. Then come N copies (20,000), each of one way:

  cut        the first 35 to 80 % of the text, ending with a sentence where there is one
  edited 2   2 % of the words replaced by others of the set; pairs of characters where there are no spaces
  edited 8   8 % of them
  moved      the paragraphs (or pieces) in another order
  framed     a header and a footer added
  restyled   another dateline, other quotation marks, dashes
  typography ligatures, soft hyphens, no-break and zero-width spaces, full-width forms: what NFKC and folding undo
  joined     two stories in one text: found when it is matched with one of them, and it must not join them

Recall: the copies that end in their original's cluster (joined: that were matched with one of the two). Wrong: those
whose cluster has another original. Exit status 0; 1 when recall is below --least or more than .003 are wrong; 77 where
there is nothing to copy.
"""
import argparse
import collections
import glob
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

WORDS_MIN = 120  # of an original; characters / 2 where there are no spaces
CHARS_MAX = 20000
SHARED_MAX = 0.1  # of an original's shingles, with other originals
WRONG_MAX = 0.003
WAYS = ('cut', 'edited 2', 'edited 8', 'moved', 'framed', 'restyled', 'typography', 'joined')
PLACES = ('LUSK', 'PORT ALMEIRA', 'TEVERIN', 'KAIGAN', 'ORLAN')


def articles_of(path):
    if path.endswith('.zst'):
        data = subprocess.run(['zstd', '-dc', '--long=27', path], stdout=subprocess.PIPE, check=True).stdout
    else:
        with open(path, 'rb') as file:
            data = file.read()
    return [json.loads(line)['text'] for line in data.splitlines()]


def text_of_manual(path):
    """The running text of a manual page: without requests, comments and escapes."""
    with gzip.open(path, 'rt', encoding='utf-8', errors='replace') as file:
        lines = file.read().split('\n')
    paragraphs, current = [], []
    for line in lines:
        if line.startswith(('.', "'")):
            words = line.split(None, 1)
            if words[0] in ('.PP', '.P', '.LP', '.SH', '.SS', '.TP', '.IP', '.sp') and current:
                paragraphs.append(' '.join(current))
                current = []
            if words[0] in ('.B', '.I', '.BR', '.IR', '.BI') and len(words) == 2:
                current.append(words[1].strip('"'))
        elif line.strip():
            current.append(re.sub(r'\\(f.|-|&|\(..|e|s[-+]?\d+|\*\[[^]]*\])', '', line.strip()))
    return '\n\n'.join(p for p in paragraphs + [' '.join(current)] if len(p) > 20)


def has_spaces(text):
    """Does it part its words with spaces? Not where a tenth or more is Chinese or Japanese."""
    return sum(c > '\u2e80' for c in text) < len(text) / 10


class Maker:
    def __init__(self, originals, seed):
        self.random = random.Random(seed)
        self.originals = originals
        sample = ' '.join(originals[:: max(1, len(originals) // 400)])
        self.spaced = has_spaces(sample)
        self.pool = sample.split() if self.spaced else re.findall(r'[\u2e80-\uffff]{2}', sample)

    def cut(self, text, share):
        end = int(len(text) * share)
        stop = max(text.rfind('. ', 0, end), text.rfind('。', 0, end))
        return text[:stop + 1] if stop > end * 0.9 else text[:end]

    def edited(self, text, share):
        pieces = re.split(r'(\s+)', text) if self.spaced else re.findall(r'[\u2e80-\uffff]{1,2}|.', text, re.S)
        for i, piece in enumerate(pieces):
            word = piece.strip() and (self.spaced or piece > '\u2e80')
            if word and self.random.random() < share:
                pieces[i] = self.random.choice(self.pool)
        return ''.join(pieces)

    def pieces(self, text):
        parts = [p for p in re.split(r'\n+', text) if p.strip()]
        if len(parts) < 4:
            parts = re.findall(r'.{1,400}?(?:[.!?。]\s*|$)', text.replace('\n', ' '), re.S)
        return [p for p in parts if p.strip()]

    def moved(self, text):
        parts = self.pieces(text)
        size = max(1, len(parts) // 4)
        blocks = [parts[i:i + size] for i in range(0, len(parts), size)]
        self.random.shuffle(blocks)
        return '\n\n'.join(p for block in blocks for p in block)

    def framed(self, text):
        head = ' '.join(self.random.choice(self.pool) for _ in range(12))
        foot = ' '.join(self.random.choice(self.pool) for _ in range(25))
        return f'{head}\n\n{text}\n\n{foot}'

    def restyled(self, text):
        text = re.sub(r'^[A-Z][A-Z .,]+(\([A-Za-z]+\))? ?[-–—]+ ', '', text)
        text = re.sub(r'"([^"]*)"', '\u201e\\1\u201c', text).replace("'", '\u2019').replace(' - ', ' \u2014 ')
        text = text.replace('「', '『').replace('」', '』').replace('“', '«').replace('”', '»')
        return f'{self.random.choice(PLACES)}, Nov 21 (Reuters) - {text}' if self.spaced else text

    def typography(self, text):
        text = text.replace('fi', '\ufb01').replace('fl', '\ufb02').replace('...', '\u2026')
        out = []
        for c in text:
            chance = self.random.random()
            if c == ' ' and chance < 0.2:
                c = '\u00a0'
            elif c.isalpha() and c.islower() and chance < 0.02:
                c += '\u00ad'
            elif c == '.' and chance < 0.2:
                c = '.\u200b'
            elif not self.spaced and '0' <= c <= '9':
                c = chr(ord(c) + 0xfee0)
            out.append(c)
        return ''.join(out)

    def make(self, way, one, other):
        text = self.originals[one]
        return {'cut': lambda: self.cut(text, self.random.uniform(0.35, 0.8)),
                'edited 2': lambda: self.edited(text, 0.02),
                'edited 8': lambda: self.edited(text, 0.08),
                'moved': lambda: self.moved(text),
                'framed': lambda: self.framed(text),
                'restyled': lambda: self.restyled(text),
                'typography': lambda: self.typography(text),
                'joined': lambda: f'{text}\n\n{self.originals[other]}'}[way]()


class Daemon:
    def __init__(self, build, folder, name):
        data, self.socket = os.path.join(folder, name), os.path.join(folder, name + '.sock')
        self.client = os.path.join(build, 'client', 'shinglectl')
        self.process = subprocess.Popen(
            [os.path.join(build, 'daemon', 'shingled'), '--data', data, '--listen', 'unix:' + self.socket, '--http', 'off'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if os.path.exists(self.socket):
                break
            time.sleep(0.05)

    def ask(self, *arguments, stdin=None):
        run = subprocess.run([self.client, '-s', 'unix:' + self.socket, *arguments], input=stdin, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, check=False)
        return run.stdout.decode().splitlines()

    def submit(self, articles):
        rows = '\n'.join(json.dumps({'id': key, 'text': text}) for key, text in articles)
        return [json.loads(line) for line in self.ask('import', '--json', '-', stdin=rows.encode())]

    def clusters(self):
        return dict(line.split('\t') for line in self.ask('clusters', '--tsv'))

    def close(self):
        self.process.terminate()
        self.process.wait()


def fits(text):
    """Long enough to cut, and no book."""
    return len(text) <= CHARS_MAX and (len(text.split()) >= WORDS_MIN if has_spaces(text) else len(text) >= 2 * WORDS_MIN)


def shingles_of(text):
    pieces, width = (text.split(), 5) if has_spaces(text) else (re.sub(r'\s+', '', text), 10)
    return {hash(tuple(pieces[i:i + width])) for i in range(len(pieces) - width + 1)}


def unlike(texts):
    """Those that share less than a tenth of themselves with the others: the first part of one may else be another's."""
    sets = [shingles_of(text) for text in texts]
    holders = collections.Counter(shingle for one in sets for shingle in one)
    return [text for text, one in zip(texts, sets) if sum(holders[s] > 1 for s in one) < SHARED_MAX * len(one)]


def score(originals, copies, answers, clusters, keys):
    home = {clusters[f'o{i}']: i for i in range(len(originals))}
    found, wrong, total = collections.Counter(), collections.Counter(), collections.Counter()
    glued = len(originals) - len(home)
    stories = {f'o{i}': {i} for i in range(len(originals))}
    stories.update((key, {one, other} if way == 'joined' else {one}) for key, way, one, other in copies)
    for (key, way, one, other), answer in zip(copies, answers):
        total[way] += 1
        cluster = clusters.get(key)
        if way == 'joined':
            matched = stories.get(keys.get(answer.get('matched')), set())
            found[way] += bool(matched & {one, other})
            continue
        found[way] += cluster == clusters[f'o{one}']
        wrong[way] += cluster in home and home[cluster] != one
    return total, found, wrong, glued


def report(name, originals, result, seconds, as_json):
    total, found, wrong, glued = result
    single = [w for w in WAYS if w != 'joined']
    recall = sum(found.values()) / sum(total.values())
    wrong_share = sum(wrong.values()) / max(1, sum(total[w] for w in single))
    if as_json:
        print(json.dumps({'set': name, 'originals': originals, 'copies': sum(total.values()), 'recall': recall,
                          'wrong_share': wrong_share, 'originals_glued': glued,
                          'recall_by_way': {w: found[w] / max(1, total[w]) for w in WAYS}}))
        return recall, wrong_share
    print(f'{name}: {originals} originals, {sum(total.values())} copies, {seconds:.0f} s')
    print(f'{"WAY":<12}{"COPIES":>8}{"RECALL":>9}{"WRONG":>9}')
    for way in WAYS:
        print(f'{way:<12}{total[way]:>8}{found[way] / max(1, total[way]):>9.4f}{wrong[way] / max(1, total[way]):>9.4f}')
    print(f'{"all":<12}{sum(total.values()):>8}{recall:>9.4f}{wrong_share:>9.4f}   originals glued: {glued}')
    return recall, wrong_share


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    default = os.path.join(here, '..', '..', 'shared', 'data', 'neardup', 'background_open.jsonl.zst')
    parser.add_argument('--articles', default=default)
    parser.add_argument('--manuals')
    parser.add_argument('--originals', type=int, help='of the set, so many at most')
    parser.add_argument('--least', type=float, default=0)
    parser.add_argument('--count', type=int, default=20000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--keep', help='writes originals and copies there, as JSON lines')
    parser.add_argument('--json', action='store_true')
    parser.add_argument('build')
    options = parser.parse_args()
    if options.manuals:
        texts = [text_of_manual(p) for p in sorted(glob.glob(os.path.join(options.manuals, 'man*', '*.gz')))
                 if not os.path.islink(p)]
    else:
        texts = articles_of(options.articles) if os.path.exists(options.articles) else []
    texts = [t for t in dict.fromkeys(texts) if fits(t)][:options.originals]
    if not texts:
        print('skipped: nothing to copy')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        most = sum(map(has_spaces, texts)) * 2 > len(texts)
        originals = unlike([text for text in texts if has_spaces(text) == most])
        maker = Maker(originals, options.seed)
        copies, rows = [], [(f'o{i}', text) for i, text in enumerate(originals)]
        for i in range(options.count):
            way, one, other = WAYS[i % len(WAYS)], *maker.random.sample(range(len(originals)), 2)
            copies.append((f'c{i}', way, one, other))
            rows.append((f'c{i}', maker.make(way, one, other)))
        if options.keep:
            with open(os.path.join(options.keep, 'copies.jsonl'), 'w', encoding='utf-8') as file:
                file.writelines(json.dumps({'id': key, 'text': text}) + '\n' for key, text in rows)
        daemon = Daemon(options.build, folder, 'store')
        start = time.monotonic()
        answers = daemon.submit(rows)
        keys = {answer.get('id'): answer.get('key') for answer in answers}
        seconds = time.monotonic() - start
        clusters = daemon.clusters()
        daemon.close()
    name = options.manuals or os.path.basename(options.articles)
    recall, wrong = report(name, len(originals), score(originals, copies, answers[len(originals):], clusters, keys), seconds, options.json)
    return 0 if recall >= options.least and wrong <= WRONG_MAX else 1


if __name__ == '__main__':
    sys.exit(main())
