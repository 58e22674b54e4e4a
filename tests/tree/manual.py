#!/usr/bin/python3
"""Lints the man pages with mandoc, strictly, and looks for the options that other people's scripts depend on.

  manual.py ROOT

Exit status: 0 good, 1 not, 77 no mandoc here.
"""
import os
import re
import shutil
import subprocess
import sys

OPTIONS = {
    'shingled.8': ['c', '-data', '-listen', '-http', '-check-config', '-version', '-check', '-salvage'],
    'shinglectl.1': ['s', '-url', '-source', '-json', '-min-size', '-since', '-tsv', '-check'],
    'shingle-extract.1': ['-url', '-jsonl', '-format'],
}


def main():
    if not shutil.which('mandoc'):
        print('skipped: mandoc is not installed')
        return 77
    folder = os.path.join(sys.argv[1], 'doc/man')
    pages = sorted(os.listdir(folder))
    lint = subprocess.run(['mandoc', '-T', 'lint', '-W', 'warning'] + [os.path.join(folder, page) for page in pages],
                          capture_output=True, text=True)
    problems = (lint.stdout + lint.stderr).splitlines()
    for page, options in OPTIONS.items():
        if page not in pages:
            continue
        with open(os.path.join(folder, page), encoding='utf-8') as source:
            text = source.read()
        problems += [f'{page}: does not tell of -{option}' for option in options
                     if not re.search(r'Fl ' + re.escape(option) + r'\b', text)]
    for problem in problems:
        print(problem)
    print(f'{len(pages)} pages, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
