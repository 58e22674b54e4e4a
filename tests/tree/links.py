#!/usr/bin/python3
"""Follows every relative link of the Markdown pages, also to pictures, compares the README's first look with
examples/manifest.tsv, and looks for pages that the index of doc/ leaves out and for programs that may not be run.

  links.py ROOT

Exit status: 0 good, 1 not.
"""
import os
import re
import sys

LINK = re.compile(r'\]\(([^)#:\s]+)(?:#[^)]*)?\)|(?:src|srcset)="([^":]+)"')
SKIPPED = {'.git', 'build', 'node_modules'}


def pages(root):
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in SKIPPED and not name.startswith('build-'))
        for name in sorted(files):
            if name.endswith('.md'):
                yield os.path.join(folder, name)


def text_of(path):
    with open(path, encoding='utf-8') as source:
        return source.read()


def dead_links(root):
    for page in pages(root):
        for target in (link or image for link, image in LINK.findall(text_of(page))):
            if not os.path.exists(os.path.join(os.path.dirname(page), target)):
                yield f'{os.path.relpath(page, root)}: {target} is not there'


def stale_rows(root):
    """Rows of the README's table whose status the manifest does not allow, and pages that the table leaves out."""
    shown = dict(re.findall(r'^ *(\d\d-\S+)\s+([a-z]+) ', text_of(os.path.join(root, 'README.md')), re.M))
    for row in text_of(os.path.join(root, 'examples/manifest.tsv')).splitlines():
        if not row.startswith('#'):
            name, _, _, _, wanted = row.split('\t')
            if shown.get(name) not in wanted.split('|'):
                yield f'README.md: {name} is shown as {shown.get(name)}, and the manifest says {wanted}'


def unlisted(root):
    """Pages of the documentation that doc/README.md does not lead to."""
    index = os.path.join(root, 'doc/README.md')
    listed = {os.path.normpath(os.path.join(root, 'doc', link)) for link, _ in LINK.findall(text_of(index))}
    manual = [os.path.join(root, 'doc/man', name) for name in os.listdir(os.path.join(root, 'doc/man'))]
    for page in [*pages(os.path.join(root, 'doc')), *pages(os.path.join(root, 'examples')), *pages(os.path.join(root, 'python')), *manual]:
        if page != index and os.path.normpath(page) not in listed:
            yield f'doc/README.md leaves out {os.path.relpath(page, root)}'


def not_runnable(root):
    """Scripts that name their interpreter and yet cannot be started by name, as the pages do. Debian's maintainer
    scripts get their mode when the package is built."""
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in SKIPPED and not name.startswith('build-')]
        for path in (os.path.join(folder, name) for name in files if not name.startswith('shingled.p')):
            with open(path, 'rb') as script:
                if script.read(2) == b'#!' and not os.access(path, os.X_OK):
                    yield f'{os.path.relpath(path, root)} is no executable file'


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    problems = [*dead_links(sys.argv[1]), *stale_rows(sys.argv[1]), *unlisted(sys.argv[1]), *not_runnable(sys.argv[1])]
    for problem in problems:
        print(problem)
    print(f'{len(list(pages(sys.argv[1])))} pages, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
