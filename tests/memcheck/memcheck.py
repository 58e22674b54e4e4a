#!/usr/bin/python3
"""Runs what a build has under valgrind's memcheck: bytes used before they were written, and memory that was lost.

  memcheck.py BUILD                  every unit test and replay of a corpus, then SCENARIOS with the daemon in valgrind
  memcheck.py BUILD NAME...          those alone, by ctest's names; also other scenarios

Exit status: 0 clean, 1 something was found, 77 there is no valgrind. The build is not one with sanitizers.
"""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOUND = 99  # exit status when something was found
VALGRIND = ['valgrind', '-q', f'--error-exitcode={FOUND}', '--leak-check=full', '--errors-for-leak-kinds=definite',
            '--show-leak-kinds=definite', '--num-callers=30', '--fair-sched=try',
            '--suppressions=' + os.path.join(ROOT, 'tests/memcheck/suppressions')]
# They start, ask, stop and start again every part of the daemon, and measure no memory.
SCENARIOS = ('handshake', 'commands', 'linking', 'templates', 'retention', 'encryption', 'api', 'backup', 'operations')
APART = {'data', 'faults'}  # labels of tests that take hours here, or have allocators of their own
LONGEST_S = 3600


def tests(build):
    """{name: command} of the programs among a build's tests, and of its scenarios."""
    listing = subprocess.run(['ctest', '--test-dir', build, '--show-only=json-v1'], capture_output=True, check=True)
    programs, scenarios = {}, {}
    for test in json.loads(listing.stdout)['tests']:
        labels = {label for row in test.get('properties', ()) if row['name'] == 'LABELS' for label in row['value']}
        command = test.get('command')
        if not command or labels & APART:
            continue
        if 'scenario' in labels:
            scenarios[test['name']] = command
        elif command[0].startswith(build) and 'python' not in command[0]:
            programs[test['name']] = command
    return programs, scenarios


def run(build, name, command, scenario):
    small = os.path.join(build, 'tests/memcheck/libsmall_map.so')
    environment = dict(os.environ)
    if scenario:
        wrap = ' '.join(['env', f'LD_PRELOAD={small}', *VALGRIND])
        environment.update(SHINGLED_BUILD=build, SHINGLED_SLOW='1', SHINGLED_WRAP=wrap)
    else:
        environment.update(LD_PRELOAD=small)
        command = [*VALGRIND, *command]
    began = time.monotonic()
    try:
        done = subprocess.run(command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=LONGEST_S,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace')
        status, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        status, output = 'too long', ''
    return name, status, output, time.monotonic() - began


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not shutil.which('valgrind'):
        print('skipped: valgrind is not installed')
        return 77
    build, names = os.path.abspath(sys.argv[1]), sys.argv[2:]
    programs, scenarios = tests(build)
    wanted = names or [*programs, *(f'scenario_{name}' for name in SCENARIOS)]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(run, build, name, (programs.get(name) or scenarios[name]), name in scenarios)
                for name in wanted]
        for done in concurrent.futures.as_completed(runs):
            name, status, output, seconds = done.result()
            bad += status not in (0, 77)
            print(f'{name}: {({0: "clean", 77: "skipped"}).get(status, status)}, {seconds:.0f} s', flush=True)
            if status not in (0, 77):
                print(output[-20000:], flush=True)
    print(f'{len(wanted)} run, {bad} not clean')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
