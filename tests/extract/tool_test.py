#!/usr/bin/python3
"""Drives shingle-extract as a user does: files, standard input, JSONL with bad lines, exit codes.

  tool_test.py SHINGLE-EXTRACT ROOT

Exit status: 0 good, 1 not.
"""
import json
import os
import subprocess
import sys
import tempfile

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


def run(*args, stdin=''):
    done = subprocess.run([TOOL, *args], input=stdin.encode(), capture_output=True, timeout=60)
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


def usage():
    for args in (['--format', 'xml'], ['--kind', 'pdf'], ['--no-such'], ['--jsonl', '--why'], ['--url']):
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
jsonl()
usage()
seed()
print('\n'.join(failures) or 'all as it should be')
sys.exit(1 if failures else 0)
