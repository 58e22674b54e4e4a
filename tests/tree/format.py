#!/usr/bin/python3
"""Every C file is as clang-format 14 with the root's settings would write it.

  format.py ROOT

Exit status: 0 all are, 1 some are not, 77 no clang-format of that version here: other versions differ in taste.
"""
import os
import subprocess
import sys

import floors

VERSION = '14'


def formatter():
    for name in (f'clang-format-{VERSION}', 'clang-format'):
        try:
            told = subprocess.run([name, '--version'], capture_output=True, text=True).stdout
        except OSError:
            continue
        if f'version {VERSION}.' in told:
            return name
    return None


def main():
    tool = formatter()
    if not tool:
        print(f'skipped: no clang-format {VERSION}')
        return 77
    root = sys.argv[1]
    paths = [os.path.join(root, path) for path in floors.sources(root)]
    run = subprocess.run([tool, '--dry-run', '-Werror', *paths], capture_output=True, text=True)
    wrong = sorted({line.split(':')[0] for line in run.stderr.splitlines() if 'error:' in line})
    for path in wrong:
        print(f'{os.path.relpath(path, root)}: not as clang-format -i would write it')
    print(f'{len(paths)} files, {len(wrong)} to format')
    return 1 if wrong or run.returncode else 0


if __name__ == '__main__':
    sys.exit(main())
