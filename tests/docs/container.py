#!/usr/bin/python3
"""What can be held of examples/docker without a container engine: its packages, what it copies, and its compose file.

  container.py BUILD     exit status 0 good, 1 not, 77 not a Debian system
"""
import os
import re
import shutil
import subprocess
import sys

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, 'examples/docker')
PROGRAMS = ('daemon/shingled', 'client/shinglectl', 'client/extract/shingle-extract')
BASE = re.compile(r'lib(c6|gcc-s1|asan\d|ubsan\d|tsan\d|stdc\+\+6)$')  # of every image, or of sanitizers


def stages():
    """The stages of the Dockerfile, each as the list of its instructions."""
    with open(os.path.join(FOLDER, 'Dockerfile'), encoding='utf-8') as file:
        text = re.sub(r'^#.*\n', '', file.read(), flags=re.M).replace('\\\n', ' ')
    return [re.split(r'\n+', stage.strip()) for stage in re.split(r'^FROM ', text, flags=re.M)[1:]]


def packages(stage):
    words = ' '.join(stage).split('--no-install-recommends', 1)[1].split('&&', 1)[0].split()
    return set(words)


def build_packages():
    with open(os.path.join(ROOT, 'cmake/packages'), encoding='utf-8') as lines:
        rows = (line.split() for line in lines if line.strip() and not line.startswith('#'))
        return {row[1] for row in rows if row[0] == 'build'}


def owner(path):
    """The Debian package of a library; its directory may have another name since /lib is /usr/lib."""
    for place in (path, os.path.realpath(path), path.removeprefix('/usr'), '/usr' + path):
        run = subprocess.run(['dpkg', '-S', place], capture_output=True, text=True)
        if run.returncode == 0:
            return re.split(r'[:,]', run.stdout, maxsplit=1)[0]
    return None


def linked(build):
    """The packages of all libraries that the programs load, but for those that others bring along."""
    found = set()
    for program in PROGRAMS:
        run = subprocess.run(['readelf', '-d', os.path.join(build, program)], capture_output=True, text=True, check=True)
        wanted = set(re.findall(r'NEEDED.*\[(.*)\]', run.stdout))
        loaded = subprocess.run(['ldd', os.path.join(build, program)], capture_output=True, text=True, check=True).stdout
        paths = dict(re.findall(r'(\S+) => (/\S+)', loaded))
        found |= {owner(paths[name]) for name in wanted if name in paths and not name.startswith('libshingle')}
    return {package for package in found if package and not BASE.match(package)}


def problems(build):
    first, second = stages()
    if packages(first) != build_packages():
        yield f'the first stage differs from cmake/packages: {packages(first) ^ build_packages()}'
    if packages(second) != linked(build):
        yield f'the second stage differs from what the programs need: {packages(second) ^ linked(build)}'
    for line in second:
        copied = re.match(r'COPY (?!--from)(\S+)', line)
        if copied and not os.path.exists(os.path.join(ROOT, copied.group(1))):
            yield f'{copied.group(1)} is not there'
    with open(os.path.join(FOLDER, 'compose.yaml'), encoding='utf-8') as file:
        service = yaml.safe_load(file)['services']['shingled']
    context = os.path.join(FOLDER, service['build']['context'])
    if not os.path.exists(os.path.join(context, service['build']['dockerfile'])):
        yield 'compose.yaml names a Dockerfile that is not there'


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not shutil.which('dpkg') or not shutil.which('readelf'):
        print('skipped: not a Debian system')
        return 77
    found = list(problems(sys.argv[1]))
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
