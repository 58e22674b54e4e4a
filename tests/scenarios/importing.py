#!/usr/bin/python3
"""shinglectl import: what crawlers and newsrooms write, whole, broken and interrupted, into the real daemon."""
import contextlib
import functools
import gzip
import http.server
import json
import os
import random
import signal
import subprocess
import threading

import harness
import texts

COPIES = 5


def page(seed, charset=''):
    body = ''.join(f'<p>{part}</p>\n' for part in texts.paragraphs(seed))
    return (f'<!DOCTYPE html><html><head>{charset}<title>{texts.title(seed)}</title></head><body><nav><a href="/">Home</a>'
            f'</nav><article><h1>{texts.title(seed)}</h1>{body}</article></body></html>').encode()


def record(kind, block, url, number, extra=b''):
    head = (f'WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n'
            'WARC-Date: 2025-03-03T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n').encode()
    return head + extra + b'Content-Length: %d\r\n\r\n' % len(block) + block + b'\r\n\r\n'


def response(body, *headers):
    lines = ['HTTP/1.1 200 OK', 'Content-Type: text/html; charset=utf-8', *headers]
    return '\r\n'.join(lines).encode() + b'\r\n\r\n' + body


def chunked(body, size=700):
    parts = [body[i:i + size] for i in range(0, len(body), size)]
    return b''.join(b'%x\r\n%s\r\n' % (len(part), part) for part in parts) + b'0\r\n\r\n'


def warc(count):
    """A member for each record, as CC-NEWS has them: every way of coding a page in turn, and what is no page."""
    members = [record('warcinfo', b'software: a test', 'x', 'info')]
    for i in range(count):
        body = page(f'warc {i}')
        block = (response(body), response(chunked(body), 'Transfer-Encoding: chunked'),
                 response(gzip.compress(body), 'Content-Encoding: gzip'),
                 response(chunked(gzip.compress(body)), 'Transfer-Encoding: chunked', 'Content-Encoding: gzip'),
                 response(body, 'Content-Encoding: gzip'))[i % 5]
        url = f'https://site{i % 3}.example/{i}'
        members += [record('request', b'GET / HTTP/1.1\r\n\r\n', url, f'q{i}'), record('response', block, url, f'r{i}')]
    members.append(record('revisit', response(b''), 'https://site0.example/0', 'again'))
    members.append(record('response', b'HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>No', 'https://a/', 'x'))
    members.append(record('response', response(page('x')).replace(b'text/html', b'image/png'), 'https://b/', 'y'))
    return [gzip.compress(member) for member in members]


class Site(http.server.ThreadingHTTPServer):
    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.shutdown()
        self.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *unused):
        pass


class Importing(harness.Scenario):
    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if content is not None:
            with open(path, 'wb') as out:
                out.write(content)
        return path

    def run_import(self, daemon, *words, want=0, data=None):
        run = subprocess.run([harness.program('shinglectl'), '-s', daemon.unix_address, 'import', *words], input=data,
                             capture_output=True)
        self.assertEqual(run.returncode, want, run.stdout + run.stderr)
        return run.stdout.decode(), run.stderr.decode()

    def articles(self, daemon):
        return {line.split('\t')[1] for line in daemon.ctl('articles').splitlines()}

    def test_a_warc_as_crawlers_write_it(self):
        daemon = self.daemon()
        out, err = self.run_import(daemon, '--json', self.path('crawl.warc.gz', b''.join(warc(20))))
        rows = [json.loads(row) for row in out.splitlines()]
        self.assertEqual([row['key'] for row in rows], [f'urn:uuid:r{i}' for i in range(20)])
        self.assertEqual({row['status'] for row in rows}, {'new'})
        self.assertRegex(err, r'^20 articles imported: 20 new; passed over: 21 about the crawl, 1 revisits, '
                              r'1 without a page \(HTTP status\), 1 not HTML;')
        for i in range(20):
            self.assertEqual(daemon.ctl('text', f'https://site{i % 3}.example/{i}').split('\n\n')[-1].strip(),
                             texts.paragraphs(f'warc {i}')[-1])
        again, _ = self.run_import(daemon, self.path('crawl.warc.gz'))
        self.assertIn('20 new', again)
        self.assertEqual(len(self.articles(daemon)), 20)

    def test_broken_warcs_keep_what_was_whole(self):
        members = warc(12)
        whole = b''.join(members)
        plain = b''.join(map(gzip.decompress, members))
        last = len(b''.join(members[:-3]))
        damaged = bytearray(whole)
        damaged[len(b''.join(members[:9])) + 40] ^= 255
        for name, content, kept, why in (
                ('cut.warc.gz', whole[:last - 30], 11, 'ends too early|ends inside a record'),
                ('garbage-behind.warc.gz', whole[:last] + b'\0garbage' * 99, 12, 'damaged'),
                ('damaged.warc.gz', bytes(damaged), 4, 'damaged|no WARC record'),
                ('cut.warc', plain[:plain.index(b'urn:uuid:r7') + 300], 7, 'ends inside a record'),
                ('garbage.warc', b'WARC/1.0' + random.Random(7).randbytes(100000), 0, 'over 64 KiB|record'),
                ('no-length.warc', plain.replace(b'Content-Length: ', b'Content-Size: ', 1), 0, 'length')):
            with self.subTest(name=name):
                daemon = self.daemon()
                out, err = self.run_import(daemon, self.path(name, content), self.path('good.jsonl', json.dumps(
                    texts.fields('after')).encode()), want=1)
                self.assertRegex(err, why)
                self.assertIn(name + ':', err)
                self.assertEqual(len(self.articles(daemon)), kept + 1, out + err)
                daemon.stop()

    def test_charsets_of_http_are_heard(self):
        daemon = self.daemon()
        words = texts.article('greek').replace('the', 'η')
        body = ('<html><body><article>' + ''.join(f'<p>{p}</p>' for p in words.split('\n\n')) + '</article></body></html>')
        block = response(body.encode('iso-8859-7')).replace(b'utf-8', b'ISO-8859-7')
        self.run_import(daemon, self.path('greek.warc', record('response', block, 'https://gr.example/', 'g')))
        self.assertIn('η', daemon.ctl('text', 'https://gr.example/'))

    def test_a_warc_by_wget(self):
        self.need('wget')
        site = os.path.join(self.folder, 'site')
        links = ''.join(f'<p><a href="{i}.html">{i}</a></p>' for i in range(30))
        self.path('site/index.html', f'<html><body>{links}</body></html>'.encode())
        for i in range(30):
            self.path(f'site/{i}.html', page(f'wget {i % (30 - COPIES)}'))
        with Site(('127.0.0.1', 0), functools.partial(Quiet, directory=site)) as served:
            subprocess.run(['wget', '-q', '-r', '-l', '1', '--no-proxy', '--delete-after', '--warc-file=crawl',
                            f'http://127.0.0.1:{served.server_address[1]}/'], cwd=self.folder, check=False)
        daemon = self.daemon()
        out, _ = self.run_import(daemon, os.path.join(self.folder, 'crawl.warc.gz'))
        self.assertRegex(out, r'^3[12] articles imported: ')
        self.assertRegex(out, f'{30 - COPIES} new')
        self.assertRegex(out, f'{COPIES} exact')

    def test_objects_of_other_tools(self):
        daemon = self.daemon()
        text = [texts.article(i) for i in range(7)]
        news_please = {'authors': ['A. Bell'], 'date_download': '2025-03-03 09:00:00', 'date_modify': None,
                       'date_publish': '2025-03-03 08:00:00', 'description': 'x', 'filename': 'f', 'image_url': None,
                       'language': 'en', 'localpath': None, 'title': texts.title(0), 'title_page': None,
                       'title_rss': None, 'source_domain': 'paper.example', 'maintext': text[0],
                       'url': 'https://paper.example/0'}
        trafilatura = {'title': texts.title(1), 'author': 'A. Bell', 'hostname': 'paper.example', 'date': '2025-03-03',
                       'fingerprint': 'abc', 'id': None, 'license': None, 'comments': '', 'raw_text': text[1],
                       'text': text[1], 'language': None, 'image': None, 'pagetype': 'article',
                       'source': 'https://paper.example/1', 'source-hostname': 'The Paper', 'excerpt': None,
                       'categories': '', 'tags': ''}
        ninjs1 = {'uri': 'urn:agency:2', 'headline': texts.title(2), 'body_text': text[2], 'byline': 'A. Bell',
                  'language': 'en', 'versioncreated': '2025-03-03T08:00:00Z', 'pubstatus': 'usable', 'type': 'text'}
        ninjs2 = {'uri': 'urn:agency:3', 'headlines': [{'role': 'main', 'value': texts.title(3)}],
                  'bodies': [{'role': 'main', 'contenttype': 'text/plain', 'value': text[3]}], 'language': 'en'}
        schema = {'@context': 'https://schema.org', '@type': 'NewsArticle', 'headline': texts.title(4),
                  'articleBody': text[4], 'author': [{'@type': 'Person', 'name': 'A. Bell'}], 'inLanguage': 'en',
                  'datePublished': '2025-03-03T08:00:00Z', 'publisher': {'@type': 'Organization', 'name': 'Paper'},
                  'mainEntityOfPage': {'@type': 'WebPage', '@id': 'https://paper.example/4'}}
        lines = '\n'.join(map(json.dumps, (trafilatura, ninjs1, ninjs2, schema))).encode()
        self.run_import(daemon, self.path('np/one.json', json.dumps(news_please, indent=4).encode()),
                        self.path('lines.jsonl', lines),
                        self.path('array.json', json.dumps([texts.fields(5), texts.fields(6)], indent=1).encode()))
        for ref, number in (('https://paper.example/0', 0), ('https://paper.example/1', 1), ('key:urn:agency:2', 2),
                            ('key:urn:agency:3', 3), ('https://paper.example/4', 4), ('key:made-5', 5),
                            ('key:made-6', 6)):
            with self.subTest(ref=ref):
                self.assertEqual(daemon.ctl('text', ref).strip(), text[number])
                doc = json.loads(daemon.ctl('doc', '--json', ref))
                self.assertEqual(doc['title'], texts.title(number))
        doc = json.loads(daemon.ctl('doc', '--json', 'https://paper.example/1'))
        self.assertEqual((doc['source'], doc['published']), ('paper.example', '2025-03-03'))
        doc = json.loads(daemon.ctl('doc', '--json', 'https://paper.example/4'))
        self.assertEqual((doc['source'], doc['byline']), ('Paper', 'A. Bell'))

    def test_a_directory_of_pages(self):
        for name in ('a.example/1.html', 'a.example/sub/2', 'b.example/3.htm'):
            self.path('pages/' + name, page(name))
        self.path('pages/a.example/logo.png', b'\x89PNG\r\n\x1a\n\0\0')
        self.path('pages/a.example/style.css', b'p { color: red }')
        self.path('pages/README.md', b'<!-- about -->\n# Pages\n\n```html\n<!doctype html><p>' + texts.article(9).encode() + b'\n```\n')
        self.path('pages/page.php', b'Include it:\n<?php echo "<html><body>"; ?>')
        self.path('pages/b.example/commented', b'\xef\xbb\xbf <?xml version="1.0"?>\n<!-- ' + b'saved <p> ' * 20 + b'-->\n' + page('commented'))
        self.path('pages/b.example/long', b'<!-- <p> ' + b'licence ' * 600 + b'-->\n' + page('long'))
        self.path('pages/.hidden/4.html', page('hidden'))
        self.path('pages/more.jsonl.gz', gzip.compress(json.dumps(texts.fields('more')).encode()))
        os.symlink(self.folder, self.path('pages/loop'))
        daemon = self.daemon()
        out, _ = self.run_import(daemon, '--base-url', 'https://', os.path.join(self.folder, 'pages/'))
        self.assertRegex(out, '^6 .*imported: 6 new')
        self.assertEqual(self.articles(daemon), {'a.example/1.html', 'a.example/sub/2', 'b.example/3.htm', 'made-more',
                                                 'b.example/commented', 'b.example/long'})
        doc = json.loads(daemon.ctl('doc', '--json', 'key:a.example/sub/2'))
        self.assertEqual((doc['url'], doc['source']), ('https://a.example/sub/2', 'a.example'))

    def test_an_interrupted_import_goes_on(self):
        """Stopped by SIGTERM and by SIGKILL, again and again: every line is done, few twice."""
        count = 3000
        lines = [json.dumps(texts.fields(i, count=2)).encode() + b'\n' for i in range(count)]
        half = self.path('a.jsonl.gz', gzip.compress(b''.join(lines[:count // 2])))
        rest = self.path('b.jsonl', b''.join(lines[count // 2:]))
        state = self.path('state')
        daemon = self.daemon()
        answered, runs = [], 0
        command = [harness.program('shinglectl'), '-s', daemon.unix_address, 'import', '--json', '--window', '1',
                   '--resume', state, half, rest]
        for sign in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
                with contextlib.suppress(StopIteration):
                    answered += [json.loads(next(run.stdout))['key'] for _ in range(200)]
                run.send_signal(sign)
                tail = run.stdout.read().splitlines()
                answered += [json.loads(row)['key'] for row in tail if row.endswith(b'}')]
                told = run.stderr.read().decode()
                self.assertEqual(run.wait(), -sign if sign == signal.SIGKILL else 1, told)
                runs += 1
                if sign != signal.SIGKILL:
                    self.assertIn('goes on where this stopped', told)
        before = len(answered)
        out, _ = self.run_import(daemon, *command[4:])
        answered += [json.loads(row)['key'] for row in out.splitlines()]
        self.assertEqual(set(answered), {f'made-{i}' for i in range(count)})
        self.assertLess(before, count)
        killed_at_most = count // 2  # a second's worth, on any machine
        self.assertLess(len(answered) - count, killed_at_most)
        self.assertEqual(len(self.articles(daemon)), count)
        out, _ = self.run_import(daemon, *command[4:])
        self.assertEqual(out, '')
        # A file that grew goes on; one that is another file begins anew.
        with open(rest, 'ab') as grown:
            grown.write(json.dumps(texts.fields('grown')).encode() + b'\n')
        out, _ = self.run_import(daemon, *command[4:])
        self.assertEqual([json.loads(row)['key'] for row in out.splitlines()], ['made-grown'])
        self.path('b.jsonl', json.dumps(texts.fields('other')).encode())
        out, err = self.run_import(daemon, *command[4:])
        self.assertEqual([json.loads(row)['key'] for row in out.splitlines()], ['made-other'])
        self.assertIn('not the file that it was', err)

    def test_resume_of_directories_and_warcs(self):
        for i in range(6):
            self.path(f'pages/{i}.html', page(f'dir {i}'))
        self.path('pages/9.warc.gz', b''.join(warc(6)))
        daemon = self.daemon()
        state = self.path('state')
        pages = os.path.join(self.folder, 'pages')
        self.run_import(daemon, '--resume', state, pages)
        with open(state, encoding='ascii') as kept:
            rows = kept.read().splitlines()
        self.assertEqual(len(rows), 2)
        self.assertRegex(rows[1], '\t9.warc.gz\t')
        self.path('state', (rows[0] + '\n' + rows[1].replace(rows[1].split('\t')[0] + '\t1', '7\t0', 1) + '\n').encode())
        out, _ = self.run_import(daemon, '--json', '--resume', state, pages)
        self.assertEqual([json.loads(row)['key'] for row in out.splitlines()],
                         ['urn:uuid:r3', 'urn:uuid:r4', 'urn:uuid:r5'])

    def test_states_that_are_none_are_refused(self):
        daemon = self.daemon()
        lines = self.path('in.jsonl', json.dumps(texts.fields(1)).encode())
        for content in (b'my diary\n', b'shinglectl import state 1\n1\t2\n',
                        b'shinglectl import state 1\n1\t0\t1\t9999\t1\t\tx\n', os.urandom(999)):
            state = self.path('state', content)
            _, err = self.run_import(daemon, '--resume', state, lines, want=2)
            self.assertIn('no state of an import', err)
            with open(state, 'rb') as kept:
                self.assertEqual(kept.read(), content)
        _, err = self.run_import(daemon, '--resume', self.path('new'), '-', want=2)
        self.assertIn('standard input', err)


if __name__ == '__main__':
    harness.main()
