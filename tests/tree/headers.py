#!/usr/bin/python3
"""Compiles every header alone, so that each names what it needs, and looks for its include guard.

  headers.py COMPILER ROOT FOLDER...

The guard is the path in capitals: shingle/text/words.h has SHINGLE_TEXT_WORDS_H. Exit status: 0 good, 1 not.
"""
import os
import re
import subprocess
import sys


def headers(root, folders):
    for top in folders:
        for folder, names, files in os.walk(os.path.join(root, top)):
            names.sort()
            for name in sorted(files):
                if name.endswith('.h'):
                    yield os.path.relpath(os.path.join(folder, name), root)


def problems_of(compiler, root, path):
    guard = re.sub(r'[^A-Z0-9]', '_', path.upper())
    with open(os.path.join(root, path), encoding='utf-8') as source:
        if f'#ifndef {guard}\n' not in source.read():
            yield f'{path}: no include guard {guard}'
    command = [compiler, '-std=gnu17', '-D_GNU_SOURCE', '-fsyntax-only', '-I', root, '-x', 'c', '-']
    run = subprocess.run(command, input=f'#include "{path}"\n', capture_output=True, text=True)
    if run.returncode:
        yield f'{path}: does not compile alone\n{run.stderr}'


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    compiler, root, paths = sys.argv[1], sys.argv[2], list(headers(sys.argv[2], sys.argv[3:]))
    problems = [problem for path in paths for problem in problems_of(compiler, root, path)]
    for problem in problems:
        print(problem)
    print(f'{len(paths)} headers, {len(problems)} broken rules')
    return 1 if problems or not paths else 0


if __name__ == '__main__':
    sys.exit(main())
