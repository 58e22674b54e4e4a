#!/usr/bin/python3
"""Runs the commands of a man page's EXAMPLES, and checks the settings that it shows.

  man.py MANPAGE            exit status 0 good, 1 not

Commands are lines of .Dl and of literal blocks that begin with "$ "; they run in order, in one shell (shell.py), where the
files and articles that they name were made before. Each has to end with status 0 and to print something, or to fill the file that
it writes. Lines of a literal block without any command are settings, which `shingled --check-config` has to take.
What is not run has a comment before it that says why, and is counted:

    .\\" not run: it asks a site of the network
"""
import gzip
import json
import os
import re
import sys
import time

from shell import ROOT, Shell

DAEMON = 'shingled --data news 2> news.log &'
OTHER = 'shingled --data other --listen 127.0.0.1:7635 --http 127.0.0.1:8080 2> other.log &'
STANDS_FOR = {'other:7625': '127.0.0.1:7635'}  # a second daemon, on this machine
BEFORE = {'shingled.8': [], 'shinglectl.1': [DAEMON, OTHER, 'shinglectl import --quiet before.jsonl'],
          'shingle-extract.1': [], 'shingled.conf.5': []}
ENDLESS = re.compile(r'shinglectl watch')
NOT_RUN = re.compile(r'\.\\" not run: (.+)$')


def examples(text):
    """What stands under EXAMPLES, as (number of the line, 'command', 'settings' or 'not run', text)."""
    reason, block, inside = None, None, False
    for number, line in enumerate(text.split('\n'), 1):
        if line.startswith('.Sh '):
            inside = line == '.Sh EXAMPLES'
        if not inside:
            continue
        marker = NOT_RUN.match(line)
        if marker:
            reason = marker[1]
        elif line.startswith('.Bd '):
            block = (number, [])
        elif line == '.Ed':
            start, lines = block
            block = None
            commands = [(start + 1 + i, one) for i, one in enumerate(lines) if one.startswith('$ ')]
            for at, one in commands:
                yield at, 'not run' if reason else 'command', reason or one[2:]
            if not commands:
                yield start, 'settings', '\n'.join(lines)
            reason = None
        elif block:
            block[1].append(plain(line))
        elif line.startswith('.Dl '):
            yield number, 'not run' if reason else 'command', reason or plain(line[4:]).removeprefix('$ ')
            reason = None


def plain(line):
    """A line without what roff needs."""
    return line.replace('\\-', '-').replace('\\e', '\\').replace('\\&', '').replace('\\(ha', '^').replace('\\(ti', '~')


def page(name):
    with open(os.path.join(ROOT, 'examples', name), encoding='utf-8') as file:
        return file.read()


def furnish(shell):
    """The files that examples name, and before.jsonl, the articles that they ask for."""
    names = sorted(name for name in os.listdir(os.path.join(ROOT, 'examples')) if re.match(r'0[1-8]-', name))
    now = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - 600))
    items = [{'id': name, 'url': f'https://site{i}.example/story', 'published': now,
              'html' if name.endswith('.html') else 'text': page(name)} for i, name in enumerate(names)]
    items[0]['id'], items[1]['url'] = 'reuters-17', 'https://paper.example/story'
    lines = [json.dumps(item) for item in items]
    shell.write('before.jsonl', lines)
    shell.write('pages.jsonl', lines)
    shell.write('day.jsonl', [json.dumps({**item, 'id': 'day-' + item['id'], 'url': item['url'] + '/2'}) for item in items])
    shell.write('page.html', [page(names[0])])
    http = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'.encode() + page(names[0]).encode()
    head = f'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n'
    with gzip.open(os.path.join(shell.place, 'CC-NEWS-20250303080000-00042.warc.gz'), 'wb') as warc:
        warc.write(head.encode() + http + b'\r\n\r\n')
    for name in ('day.jsonl', 'pages.jsonl'):
        shell.run(f'zstd -q --rm {name}')


def command(shell, words):
    """What is wrong with a command, or None."""
    for shown, real in STANDS_FOR.items():
        words = words.replace(shown, real)
    shell.write('command.sh', [words])
    status, printed = shell.run('timeout 3 bash command.sh' if ENDLESS.search(words) else words)
    written = re.search(r'> (\S+)$', words)
    if status not in ((0, 124) if ENDLESS.search(words) else (0,)):
        return f'ended with {status}:\n{printed}'
    if written and os.path.getsize(os.path.join(shell.place, written[1])) == 0:
        return f'{written[1]} is empty'
    if not written and not printed.strip() and not words.endswith('&'):
        return 'printed nothing'
    return None


def settings(shell, text):
    shell.write('settings.conf', text.split('\n'))
    status, printed = shell.run('shingled -c settings.conf --check-config')
    return None if status == 0 else printed


def hold(path):
    """(how many were run, [reasons of those that were not], [problems])"""
    with open(path, encoding='utf-8') as file:
        found = list(examples(file.read()))
    ran, reasons, problems, shell = 0, [], [], Shell()
    try:
        furnish(shell)
        for words in BEFORE[os.path.basename(path)]:
            shell.run(words)
        for number, kind, text in found:
            if kind == 'not run':
                reasons.append(f'line {number}: {text}')
                continue
            ran += 1
            wrong = command(shell, text) if kind == 'command' else settings(shell, text)
            if wrong:
                problems.append(f'line {number}: {text}\n{wrong}')
    finally:
        shell.close()
    if not ran:
        problems.append('no example was run')
    return ran, reasons, problems


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    ran, reasons, problems = hold(sys.argv[1])
    for problem in problems:
        print(problem)
    for reason in reasons:
        print('not run,', reason)
    print(f'{os.path.basename(sys.argv[1])}: {ran} examples run, {len(reasons)} not run, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
