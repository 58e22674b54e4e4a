#!/usr/bin/python3
"""Wire agencies on real pages: shingle-extract against agency_labels.tsv, by bench/score_agency.py.

  agency_test.py SHINGLE-EXTRACT ROOT

Exit status: 0 good, 1 not, 77 skipped: no data in ../shared, or no zstd.
"""
import json
import os
import shutil
import subprocess
import sys

PRECISION, RECALL = .98, .93
TOOL, ROOT = sys.argv[1], sys.argv[2]
DATA = os.path.join(ROOT, '..', 'shared', 'data')


def main():
    if not shutil.which('zstd') or not os.path.isdir(os.path.join(DATA, 'extract')):
        print('skipped: no zstd, or no data in', os.path.normpath(DATA))
        return 77
    return 1 if sum(failures(kind) for kind in ([], ['--text', 'near'])) else 0


def failures(kind):
    run = subprocess.run([sys.executable, os.path.join(ROOT, 'bench/score_agency.py'), '--json', *kind, TOOL,
                          os.path.join(ROOT, 'tests/extract/agency_labels.tsv'), DATA], stdout=subprocess.PIPE, check=True)
    figures = json.loads(run.stdout)
    failed = 0
    for group in ('all', 'made on', 'kept aside'):
        row = figures[group]
        good = row['precision'] >= PRECISION and row['recall'] >= RECALL
        failed += not good
        print(f'{"ok    " if good else "FAILED"} {" ".join(kind)} {group}: {row}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
