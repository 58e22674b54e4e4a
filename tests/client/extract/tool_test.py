#!/usr/bin/python3
"""Drives shingle-extract as a user does: files, standard input, JSONL with bad lines, formats, threads, exit codes.

  tool_test.py SHINGLE-EXTRACT ROOT

Exit status: 0 good, 1 not.
"""
import fcntl
import gzip
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

TOOL, ROOT = sys.argv[1], sys.argv[2]
BODY = ['The harbour of Westquay stayed shut on Friday after a storm tore a loading crane off its rails, the port '
        'authority said, and forty ships are waiting outside the mole.',
        'Divers are to look at the foundations on Saturday, and if they find no cracks the first ferries may come in '
        'on Sunday evening.']
PAGE = '\n'.join(['Storm shuts Westquay harbour | The Quay', 'Home', 'Sport', 'Storm shuts Westquay harbour',
                  'November 21, 2025', *BODY, 'SOURCE: Reuters', 'Share on Facebook', 'Leave a comment'])
HTML = ('<html><body><nav><a href=/>Home</a> <a href=/s>Sport</a></nav><article><h1>Storm shuts Westquay harbour</h1>'
        + ''.join(f'<p>{p}</p>' for p in BODY) + '</article><footer>All rights reserved</footer></body></html>')
failures = []


def run(*args, stdin='', **more):
    done = subprocess.run([TOOL, *args], input=stdin.encode() if isinstance(stdin, str) else stdin, timeout=100,
                          **{'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **more})
    if done.stdout is None or done.stderr is None:
        return done.returncode, '', (done.stderr or b'').decode()
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check(what, got, want):
    if got != want:
        failures.append(f'{what}: got {got!r}, want {want!r}')


def files(folder):
    page, html, empty = (os.path.join(folder, name) for name in ('page.txt', 'page.html', 'empty.txt'))
    for name, text in ((page, PAGE), (html, HTML), (empty, '')):
        with open(name, 'w', encoding='utf-8') as out:
            out.write(text)
    code, out, _ = run(page)
    check('a file', (code, out), (0, '\n\n'.join(BODY) + '\n'))
    check('standard input', run(stdin=PAGE)[1], out)
    check('a dash', run('-', stdin=PAGE)[1], out)
    check('HTML', run(html)[1], out)
    code, out, _ = run(page, html)
    check('two files', [line for line in out.splitlines() if line.startswith('==>')], [f'==> {page} <==', f'==> {html} <=='])
    code, out, err = run(empty, page)
    check('no article', (code, BODY[0] in out, 'empty.txt' in err), (3, True, True))
    code, out, err = run(os.path.join(folder, 'missing'), page)
    check('a missing file', (code, BODY[0] in out, 'missing' in err), (1, True, True))
    code, out, _ = run('--format', 'json', page)
    row = json.loads(out)
    check('JSON', (row['title'], row['published'], row['agency'], row['outcome'], row['text']),
          ('Storm shuts Westquay harbour', '2025-11-21', 'Reuters', 'article', '\n\n'.join(BODY)))
    code, out, _ = run('--why', page)
    check('why', (code, sum(line.startswith('keep') for line in out.splitlines()),
                  sum(line.startswith('drop') for line in out.splitlines())), (0, 2, 8))
    check('as is', 'Share on Facebook' in run('--as-is', page)[1], True)


def jsonl():
    rows = [{'id': 'a', 'text': PAGE}, '{bad', {'id': 7, 'html': HTML, 'url': 'https://quay.example/1'}, [], {'id': 'b'},
            {'id': 'c', 'text': ''}, {'id': None, 'text': PAGE, 'title': 'Hint'}]
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    code, out, err = run('--jsonl', stdin='\n'.join(lines) + '\n\n')
    got = [json.loads(line) for line in out.splitlines()]
    check('JSONL exit', code, 1)
    check('JSONL ids', [row.get('id') for row in got], ['a', None, 7, None, 'b', 'c', None])
    check('JSONL errors', ['error' in row for row in got], [False, True, False, True, True, False, False])
    check('JSONL text', [row.get('text') for row in (got[0], got[2])], ['\n\n'.join(BODY)] * 2)
    check('JSONL none', (got[5]['outcome'], got[5]['text'], bool(got[5]['reason'])), ('none', '', True))
    check('JSONL hint', got[6]['title'], 'Hint')
    check('JSONL url', got[2]['url'], 'https://quay.example/1')
    check('JSONL tells the line', ':2:' in err, True)
    check('JSONL clean exit', run('--jsonl', stdin=lines[0])[0], 0)


def explained(folder):
    """--why as JSON: every line, and the kept ones are the text."""
    code, out, _ = run('--why', '--format', 'json', stdin=PAGE)
    row = json.loads(out)
    check('why as JSON', (code, len(row['lines']), [line['text'] for line in row['lines'] if line['kept']]), (0, 10, BODY))
    check('why of a line', sorted(row['lines'][0]), ['kept', 'reason', 'score', 'text'])
    code, out, _ = run('--why', '--jsonl', stdin=json.dumps({'id': 1, 'text': PAGE}))
    check('why in JSONL', [line['kept'] for line in json.loads(out)['lines']].count(True), 2)
    code, out, _ = run('--why', stdin=PAGE)
    check('why is whole in a pipe', BODY[0] in out, True)
    check('why has no colour in a pipe', '\x1b' in out, False)


def on_terminal(env, *args):
    """What the program prints on a terminal of 60 columns."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 60, 0, 0))
    process = subprocess.Popen([TOOL, *args], stdin=subprocess.DEVNULL, stdout=child, stderr=child,
                               env={**os.environ, 'TERM': 'xterm', **env})
    os.close(child)
    out = b''
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        out += piece
    os.close(parent)
    process.wait(timeout=60)
    return out.decode().replace('\r\n', '\n')


def terminal(folder):
    page = os.path.join(folder, 'page.txt')
    plain = on_terminal({'NO_COLOR': '1'}, '--why', page)
    lines = [line for line in plain.splitlines() if line.startswith(('keep', 'drop'))]
    check('why fits the terminal', (len(lines), max(map(len, lines)) <= 60, '\x1b' in plain), (10, True, False))
    check('why is coloured', '\x1b[32mkeep' in on_terminal({'NO_COLOR': ''}, '--why', page), True)
    check('why is not coloured on a dumb terminal', '\x1b' in on_terminal({'TERM': 'dumb', 'NO_COLOR': ''}, '--why', page),
          False)


def formats(folder):
    page, html, empty = (os.path.join(folder, name) for name in ('page.txt', 'page.html', 'empty.txt'))
    title = '# Storm shuts Westquay harbour\n\n'
    code, out, _ = run('--format', 'markdown', html)
    check('Markdown', (code, out), (0, title + '\n\n'.join(BODY) + '\n'))
    code, out, _ = run('--format', 'markdown', page, empty, html)
    check('Markdown of several', (code, out.count('\n---\n'), out.count(title)), (3, 1, 2))
    code, out, _ = run('--format', 'html', html)
    check('HTML', (code, out.startswith('<article>\n<header>\n<h1>Storm shuts Westquay harbour</h1>'),
                   out.endswith(f'<p>{BODY[1]}</p>\n</article>\n')), (0, True, True))
    for form in ('markdown', 'html'):
        code, out, err = run('--format', form, empty)
        check(f'{form} of nothing', (code, out, 'empty' in err), (3, '', True))
        rows = [json.dumps({'id': 1, 'html': HTML}), json.dumps({'id': 2, 'text': ''})]
        code, out, _ = run('--jsonl', '--format', form, stdin='\n'.join(rows))
        got = [json.loads(line) for line in out.splitlines()]
        check(f'{form} in JSONL', (code, BODY[0] in got[0][form], got[1][form]), (0, True, None))


def packed(folder):
    """Compressed files are read as they are, pages and lines alike."""
    line = (json.dumps({'id': 1, 'html': HTML}) + '\n').encode()
    names = {'page.html.gz': gzip.compress(HTML.encode()), 'lines.jsonl.gz': gzip.compress(line),
             'cut.jsonl.gz': gzip.compress(line * 50)[:-20]}
    if shutil.which('zstd'):
        names['lines.jsonl.zst'] = subprocess.run(['zstd', '-qc'], input=line, capture_output=True, check=True).stdout
    for name, content in names.items():
        with open(os.path.join(folder, name), 'wb') as out:
            out.write(content)
    check('a packed page', run(os.path.join(folder, 'page.html.gz'))[1], '\n\n'.join(BODY) + '\n')
    for name in [name for name in names if name.startswith('lines')]:
        code, out, _ = run('--jsonl', os.path.join(folder, name))
        check(name, (code, json.loads(out)['id']), (0, 1))
    code, out, err = run('--jsonl', os.path.join(folder, 'cut.jsonl.gz'))
    check('a cut file', (code, json.loads(out.splitlines()[-1])['error'], 'cut.jsonl.gz:' in err),
          (1, 'the compressed data ends too early', True))


def threads(folder):
    """The same bytes whatever the number of threads, errors in their place, several files one behind the other."""
    rows = []
    for i in range(400):
        filler = '<p>' + 'word ' * (i * 7919 % 900)
        rows.append('{bad' if i % 37 == 5 else json.dumps({'id': i, 'html': HTML.replace('<footer>', filler + '<footer>')}))
    for name, part in (('a.jsonl', rows[:150]), ('b.jsonl', rows[150:])):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
            out.write('\n'.join(part) + '\n')
    paths = [os.path.join(folder, name) for name in ('a.jsonl', 'b.jsonl')]
    want = run('--jsonl', '--threads', '1', *paths)
    ids = [json.loads(line).get('id') for line in want[1].splitlines()]
    check('order', ids, [None if i % 37 == 5 else i for i in range(400)])
    for count in ('2', '5', '256'):
        check(f'{count} threads', run('--jsonl', '--threads', count, *paths), want)
    pages = [os.path.join(folder, 'page.html')] * 30 + [os.path.join(folder, 'missing')] + [os.path.join(folder, 'page.txt')] * 9
    check('threads over files', run('--threads', '4', *pages), run('--threads', '1', *pages))


def kinds():
    """The field tells what a row holds, so that text may quote tags."""
    quoting = [*BODY[:1], 'Each page of the port began with <html><body> and a <p>, the clerk said, <div> after <div>.', BODY[1]]
    rows = [{'text': '\n'.join(quoting)}, {'html': '\n'.join(f'<p>{line}' for line in BODY)}]
    out = run('--jsonl', stdin='\n'.join(json.dumps(row) for row in rows))[1].splitlines()
    check('a text that quotes tags', json.loads(out[0])['text'], '\n\n'.join(quoting))
    check('html', json.loads(out[1])['text'], '\n\n'.join(BODY))
    out = run('--jsonl', '--kind', 'html', stdin=json.dumps({'text': rows[1]['html']}))[1]
    check('a kind that is told wins', json.loads(out)['text'], '\n\n'.join(BODY))


def agencies():
    page = PAGE.replace('SOURCE: Reuters', 'SOURCE: Quay News Service')

    def credit(*args):
        code, out, _ = run('--format', 'json', *args, stdin=page)
        return code, json.loads(out)['agency']
    check('an agency that nobody knows', credit(), (0, None))
    check('an agency of the command line', credit('--agency', 'QNS|Quay News Service|quaynews.example'), (0, 'QNS'))
    check('of several', credit('--agency', 'Mole Press, QNS|Quay News Service,', '--agency', 'Pier'), (0, 'QNS'))
    check('more names of a built-in one', credit('--agency', 'Reuters|Quay News Service'), (0, 'Reuters'))
    out = run('--jsonl', '--agency', 'QNS|Quay News Service', stdin=json.dumps({'id': 1, 'text': page}) + '\n')[1]
    check('in JSONL', json.loads(out)['agency'], 'QNS')
    check('64 agencies', credit(*['--agency', 'Pier'] * 64)[0], 0)


def endless():
    """Memory does not grow with the length of the input."""
    with open(TOOL, 'rb') as program:
        if b'__asan_init' in (content := program.read()) or b'__tsan_init' in content:
            return
    line = (json.dumps({'id': 1, 'html': HTML + '<p>' + 'word ' * 20000}) + '\n').encode()
    reader = ('import resource, subprocess, sys; process = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, '
              'stdout=subprocess.DEVNULL); line = sys.stdin.buffer.read(); '
              '[process.stdin.write(line) for _ in range(1500)]; process.stdin.close(); code = process.wait(); '
              'print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    done = subprocess.run([sys.executable, '-c', reader, TOOL, '--jsonl', '--threads', '3'], input=line,
                          capture_output=True, timeout=100, check=True)
    code, kilobytes = map(int, done.stdout.split())
    check('150 MB of input', (code, kilobytes < 100 << 10), (0, True))


def limits(folder):
    """A page of 16 MiB is taken, one byte more is not, and what follows is done."""
    page = os.path.join(folder, 'large.html')
    most = 16 << 20
    for size, want in ((most, 0), (most + 1, 1)):
        with open(page, 'w', encoding='utf-8') as out:
            out.write(HTML + ' ' * (size - len(HTML)))
        code, out, err = run(page)
        check(f'a page of {size}', (code, '16 MiB' in err), (want, want == 1))
        code, out, _ = run('--jsonl', stdin='\n'.join(json.dumps(row) for row in (
            {'id': 1, 'html': HTML + ' ' * (size - len(HTML))}, {'id': 2, 'html': HTML})))
        got = [json.loads(line) for line in out.splitlines()]
        check(f'a row of {size}', (code, [row.get('error') for row in got]),
              (want, ['the page is over 16 MiB' if want else None, None]))
    for count, want in (('0', 2), ('1', 0), ('256', 0), ('257', 2), ('-1', 2), ('x', 2), ('', 2)):
        check(f'--threads {count}', run('--threads', count, stdin=PAGE)[0], want)
    deep = '{"id":1,"x":' + '[' * 513 + ']' * 513 + '}'
    check('a deep line', json.loads(run('--jsonl', stdin=deep)[1])['error'], 'nested too deeply')


def broken_output(folder):
    """Output that goes nowhere ends the work, is told, and nothing hangs however much input there is."""
    line = json.dumps({'id': 1, 'html': HTML}) + '\n'
    with open('/dev/full', 'wb') as full:
        for args in (['--threads', '1'], ['--threads', '4']):
            code, _, err = run('--jsonl', *args, stdin=line * 3000, stdout=full)
            check(f'a full disk {args}', (code, err), (1, 'shingle-extract: standard output: No space left on device\n'))
    closed = subprocess.run(['sh', '-c', '"$0" --jsonl "$1" >&-', TOOL, os.path.join(folder, 'a.jsonl')],
                            capture_output=True, timeout=60)
    check('closed output', (closed.returncode, closed.stderr.decode()),
          (1, 'shingle-extract: standard output is closed\n'))
    piped = subprocess.run(['sh', '-c', 'yes "$1" | "$0" --jsonl | head -n 3', TOOL, line.strip()], capture_output=True,
                           timeout=60, restore_signals=True)
    check('a pipe that ends', (piped.stdout.decode().count('\n'), piped.stderr), (3, b''))


def usage():
    for args in (['--format', 'xml'], ['--kind', 'pdf'], ['--no-such'], ['--jsonl', '--url', 'u'], ['--url'],
                 ['--why', '--format', 'html'], ['--agency', 'Q'], ['--agency', 'QNS|'], ['--agency', 'q' * 65],
                 ['--agency', 'QNS' + '|name' * 16], ['--agency', 'Pier,' * 65]):
        code, out, err = run(*args)
        check(f'usage {args}', (code, out, bool(err)), (2, '', True))
    code, out, _ = run('--help')
    check('help', (code, all(option in out for option in ('--jsonl', '--format', '--why', '--url', '--version'))), (0, True))
    check('version', run('--version')[1].split()[0], 'shingle-extract')


def seed():
    """The first real page of this project, where it is at hand."""
    folder = os.path.join(ROOT, '../shared/data/seed')
    names = [name for name in sorted(os.listdir(folder)) if name.endswith('.txt')] if os.path.isdir(folder) else []
    for name in names:
        code, out, _ = run('--format', 'json', os.path.join(folder, name))
        row = json.loads(out)
        paragraphs = row['text'].split('\n\n')
        check('seed', (code, row['published'], row['agency'], len(paragraphs)), (0, '2025-11-21', 'Reuters', 18))
        check('seed start', paragraphs[0].startswith('Ukrainian President Volodymyr Zelenskyy\'s top security official'), True)
        check('seed end', paragraphs[-1].endswith('undermined by a corruption scandal.'), True)
        check('seed subheading', 'Kiev faces tough choices' in paragraphs, True)
        check('seed boilerplate', [word for word in ('RECOMMENDED', 'Related', 'SOURCE', 'Explore', 'min read', '/ Reuters')
                                   if word in row['text']], [])
        check('seed title', row['title'], 'Ukraine\'s top security official denies approving Trump\'s peace plan')


with tempfile.TemporaryDirectory() as folder:
    files(folder)
    explained(folder)
    terminal(folder)
    formats(folder)
    packed(folder)
    threads(folder)
    limits(folder)
    broken_output(folder)
jsonl()
kinds()
agencies()
endless()
usage()
seed()
print('\n'.join(failures) or 'all as it should be')
sys.exit(1 if failures else 0)
