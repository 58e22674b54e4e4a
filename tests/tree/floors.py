#!/usr/bin/python3
"""Holds the floors: reads every #include and fails on an arrow that points up, in a circle, or out of the table.

  floors.py ROOT

The table is the block fenced as ```floors in ROOT/doc/architecture.md, one floor a line:

  shingle/text -> shingle/base         includes its own files and those of shingle/base, nothing else
  tests        -> *                    includes anything

A file belongs to the floor with the longest path that it lies under. Exit status: 0 held, 1 broken, 2 no table.
"""
import os
import re
import sys

ROW = re.compile(r'^(\S+)\s*->\s*(.*)$')
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
SKIPPED = {'.git', 'build', 'node_modules'}


def read_table(root):
    """{floor: set of floors it may include}; '*' stands for anything."""
    with open(os.path.join(root, 'doc/architecture.md'), encoding='utf-8') as page:
        block = re.search(r'^```floors\n(.*?)^```', page.read(), re.S | re.M)
    rows = [ROW.match(line) for line in block.group(1).splitlines()] if block else []
    if not rows or not all(rows):
        sys.exit('floors: doc/architecture.md has no readable ```floors table')
    return {row.group(1): set(row.group(2).split()) for row in rows}


def sources(root):
    """Paths of C files and headers, relative to root."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in SKIPPED and not n.startswith('build-'))
        for name in sorted(files):
            if name.endswith(('.c', '.h')):
                yield os.path.relpath(os.path.join(folder, name), root)


def includes(root, path):
    with open(os.path.join(root, path), encoding='utf-8', errors='replace') as source:
        for number, line in enumerate(source, 1):
            found = INCLUDE.match(line)
            if found:
                yield number, found.group(1)


def floor_of(path, table):
    owners = [floor for floor in table if path.startswith(floor + '/')]
    return max(owners, key=len, default=None)


def upward(table):
    """Floors that can reach themselves through the table's own arrows."""
    def reach(floor, seen):
        for lower in table.get(floor, ()):
            if lower not in seen:
                seen.add(lower)
                reach(lower, seen)
        return seen
    return [floor for floor in table if floor in reach(floor, set())]


def circle(graph):
    """One circle of files as a list, or an empty one. Colours: absent = unseen, 1 = on the way, 2 = done."""
    colour, trail = {}, []

    def walk(path):
        colour[path] = 1
        trail.append(path)
        for target in graph.get(path, ()):
            if colour.get(target) == 1:
                return trail[trail.index(target):] + [target]
            if target not in colour:
                found = walk(target)
                if found:
                    return found
        trail.pop()
        colour[path] = 2
        return []

    for path in graph:
        if path not in colour:
            found = walk(path)
            if found:
                return found
    return []


def check(root):
    table = read_table(root)
    problems = [f'table: {floor} includes itself in a circle' for floor in upward(table)]
    problems += [f'table: {floor} names {lower}, which has no row'
                 for floor, lowers in table.items() for lower in lowers if lower != '*' and lower not in table]
    graph = {}
    for path in sources(root):
        floor = floor_of(path, table)
        if not floor:
            problems.append(f'{path}: lies on no floor of the table')
            continue
        allowed = table[floor]
        graph[path] = []
        for number, target in includes(root, path):
            lower = floor_of(target, table)
            graph[path].append(target)
            if not lower:
                problems.append(f'{path}:{number}: "{target}" does not start at the root with a floor\'s name')
            elif lower != floor and '*' not in allowed and lower not in allowed:
                problems.append(f'{path}:{number}: {floor} may not include {lower} ("{target}")')
    ring = circle(graph)
    if ring:
        problems.append('circle of includes: ' + ' -> '.join(ring))
    return problems, len(graph)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    problems, count = check(sys.argv[1])
    for problem in problems:
        print(problem)
    print(f'{count} files, {len(problems)} broken rules')
    return 1 if problems or not count else 0


if __name__ == '__main__':
    sys.exit(main())
