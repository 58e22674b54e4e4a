#!/usr/bin/python3
"""How many lines of each floor the tests reach, from what a build of the preset `coverage` counted while they ran.

  coverage.py BUILD                  the table; exit status 1 when a floor that must has less than LEAST
  coverage.py BUILD --missing FLOOR  the lines of a floor that were never reached
"""
import collections
import concurrent.futures
import glob
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OURS = ('shingle', 'config', 'daemon', 'client', 'web')
MUST = ('daemon/wire', 'daemon/store', 'shingle/extract')  # what reads bytes from outside, and what keeps them
LEAST = 90.0


def read(counts):
    """[(source, {line: times})] of one file of counts."""
    run = subprocess.run(['gcov', '--json-format', '--stdout', counts], capture_output=True, cwd=os.path.dirname(counts))
    found = []
    for text in run.stdout.splitlines():
        report = json.loads(text)
        for file in report['files']:
            path = os.path.normpath(os.path.join(report['current_working_directory'], file['file']))
            times = collections.Counter()
            for line in file['lines']:
                times[line['line_number']] += line['count']
            found.append((os.path.relpath(path, ROOT), times))
    return found


def floors(build):
    """{floor: {source: {line: times}}}, tests and what is not ours left out."""
    counts = glob.glob(os.path.join(os.path.abspath(build), '**/*.gcda'), recursive=True)
    if not counts:
        sys.exit(f'{build} has no counts: build the preset coverage and run its tests')
    table = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(read, counts):
            for source, times in found:
                if source.split('/')[0] in OURS and source.endswith('.c'):
                    table[os.path.dirname(source)][source].update(times)
    return table


def ranges(lines):
    """'3-5 9' of [3, 4, 5, 9]."""
    parts, lines = [], sorted(lines)
    for line in lines:
        if parts and parts[-1][1] == line - 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ' '.join(str(a) if a == b else f'{a}-{b}' for a, b in parts)


def main():
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    table, low = floors(sys.argv[1]), []
    if len(sys.argv) == 4:
        for source, times in sorted(table[sys.argv[3]].items()):
            missing = [line for line in times if not times[line]]
            if missing:
                print(f'{source}: {ranges(missing)}')
        return 0
    print(f'{"floor":18}{"lines":>7}{"reached":>9}{"share":>9}')
    for floor in sorted(table):
        lines = [times for source in table[floor].values() for times in source.values()]
        reached = sum(1 for times in lines if times)
        share = 100 * reached / len(lines)
        print(f'{floor:18}{len(lines):7}{reached:9}{share:8.1f}%')
        if floor in MUST and share < LEAST:
            low.append(floor)
    if low:
        print(f'less than {LEAST:.0f}%: {", ".join(low)}')
    return 1 if low else 0


if __name__ == '__main__':
    sys.exit(main())
