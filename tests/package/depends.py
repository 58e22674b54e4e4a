#!/usr/bin/python3
"""Every package that cmake/packages asks for to build is one of debian/control's Build-Depends.

  depends.py ROOT

Exit status: 0 good, 1 not.
"""
import os
import re
import sys

GIVEN = {'build-essential'}  # Debian's own builders always have it


def needed(root):
    with open(os.path.join(root, 'cmake/packages'), encoding='utf-8') as lines:
        rows = (line.split() for line in lines if line.strip() and not line.startswith('#'))
        return {row[1] for row in rows if row[0] == 'build'} - GIVEN


def declared(root):
    with open(os.path.join(root, 'debian/control'), encoding='utf-8') as control:
        field = re.search(r'^Build-Depends:((?:\n .*|[^\n])*)', control.read(), re.M).group(1)
    return {re.split(r'[\s:(]', entry.strip())[0] for entry in field.split(',') if entry.strip()}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    missing = sorted(needed(sys.argv[1]) - declared(sys.argv[1]))
    for package in missing:
        print(f'debian/control does not ask for {package} to build')
    return 1 if missing else 0


if __name__ == '__main__':
    sys.exit(main())
