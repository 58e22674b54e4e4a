#!/usr/bin/env python3
"""Scores the wire agencies that shingle-extract credits against labels made by reading the pages.

  score_agency.py [--misses] [--text near|full] [--json] SHINGLE-EXTRACT LABELS DATA

LABELS: set, page id, agencies that the page credits (with commas, "-" for none), parted by tabs; a set is one of those
under DATA, which is ../shared/data. Precision and recall are micro-averages over (page, agency) pairs. Sites are split
into two halves by the hash of their name: rules were made while looking at "made on", never at "kept aside".
Exit status 0, or 77 where DATA is absent.
"""
import argparse
import collections
import hashlib
import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

FILES = {
    'us11': 'neardup/us11_open.html.jsonl.zst',
    'fnc': 'neardup/fnc_open.jsonl.zst',
    'background': 'neardup/background_open.jsonl.zst',
}
HALVES = ('made on', 'kept aside')


def labels_of(path):
    labels = collections.defaultdict(dict)
    with open(path, encoding='utf-8') as rows:
        for row in rows:
            if row.strip() and not row.startswith('#'):
                name, page, agencies = row.rstrip('\n').split('\t')
                labels[name][page] = set() if agencies == '-' else set(agencies.split(','))
    return labels


def may_be(line, wanted):
    """False for the line of a page that is not wanted, as far as its beginning tells: most are, and reading them is slow."""
    begin, end = line.find(b'"id": "'), line.find(b'"', 8)
    plain = line[8:end] if begin == 1 else b'\\'
    return b'\\' in plain or plain.decode() in wanted


def pages_of(data, name, wanted, text):
    path = os.path.join(data, FILES.get(name, f'extract/{name}.{"text" if text else "html"}.jsonl.zst'))
    unpacked = subprocess.run(['zstd', '-dc', '--long=27', path], stdout=subprocess.PIPE, check=True).stdout
    for line in unpacked.splitlines():
        if not may_be(line, wanted):
            continue
        row = json.loads(line)
        if row['id'] in wanted:
            if text and f'text_{text}' in row:
                row['text'] = row[f'text_{text}']
            yield {key: row[key] for key in ('id', 'url', 'title', 'html', 'text') if row.get(key)}


def extract(tool, pages):
    stdin = '\n'.join(json.dumps(page) for page in pages)
    run = subprocess.run([tool, '--jsonl'], input=stdin.encode(), stdout=subprocess.PIPE, check=False)
    return [json.loads(line) for line in run.stdout.splitlines()]


def half_of(page):
    host = urlsplit(page.get('url') or '').hostname or page['id']
    site = page['id'] if host == 'fakehost' else host.removeprefix('www.')
    return HALVES[hashlib.sha256(site.encode()).digest()[0] & 1]


class Tally:
    def __init__(self):
        self.pages = self.right = self.wrong = self.missed = 0

    def add(self, want, got):
        self.pages += 1
        self.right += len(want & got)
        self.wrong += len(got - want)
        self.missed += len(want - got)

    def figures(self):
        credited, true = self.right + self.wrong, self.right + self.missed
        return {'pages': self.pages, 'right': self.right, 'wrong': self.wrong, 'missed': self.missed,
                'precision': round(self.right / credited if credited else 1, 4),
                'recall': round(self.right / true if true else 1, 4)}


def score(arguments):
    tallies = collections.defaultdict(Tally)
    for name, wanted in labels_of(arguments.labels).items():
        pages = list(pages_of(arguments.data, name, wanted, arguments.text))
        for page, article in zip(pages, extract(arguments.tool, pages), strict=True):
            want, got = wanted[page['id']], set(filter(None, (article.get('agency') or '').split(', ')))
            for group in ('all', half_of(page), f'set {name}'):
                tallies[group].add(want, got)
            for agency in want | got:
                tallies[f'agency {agency}'].add(want & {agency}, got & {agency})
            if arguments.misses and want != got:
                print(f'{name}\t{page["id"]}\twant {", ".join(sorted(want)) or "-"}\tgot {article.get("agency") or "-"}')
    return {group: tally.figures() for group, tally in tallies.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--misses', action='store_true', help='list the pages that differ from their label')
    parser.add_argument('--text', choices=('near', 'full'), help='score the extract sets as plain text')
    parser.add_argument('--json', action='store_true', help='print one object instead of a table')
    parser.add_argument('tool')
    parser.add_argument('labels')
    parser.add_argument('data')
    arguments = parser.parse_args()
    if not os.path.isdir(os.path.join(arguments.data, 'extract')):
        print('skipped: no data in', os.path.normpath(arguments.data))
        return 77
    figures = score(arguments)
    if arguments.json:
        print(json.dumps(figures))
        return 0
    for group in ('all', *HALVES, *sorted(set(figures) - {'all', *HALVES})):
        row = figures[group]
        print(f'{group:28} pages {row["pages"]:4}  precision {row["precision"]:.3f}  recall {row["recall"]:.3f}  '
              f'right {row["right"]:3}  wrong {row["wrong"]:2}  missed {row["missed"]:2}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
