"""shinglectl against a fake daemon: what it sends, prints and returns, also when there is trouble.

usage: client_test.py SHINGLECTL
"""
import gzip
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from client_case import SHINGLECTL, ClientCase, line

class ClientTest(ClientCase):
    def test_import_answers_every_line_in_order(self):
        fake = self.fake()
        path = self.file('in.jsonl', b''.join(line(i, 'text %d' % (i % 50)) for i in range(1000)))
        out, err = self.run_client(fake, 'import', '--json', path)
        rows = [json.loads(row) for row in out.splitlines()]
        self.assertEqual([row['key'] for row in rows], ['a%d' % i for i in range(1000)])
        self.assertEqual(list(rows[0])[:8],
                         ['key', 'id', 'status', 'cluster', 'canonical', 'resemblance', 'containment', 'agency'])
        self.assertEqual([row['id'] for row in rows], list(range(1, 1001)))
        self.assertEqual(rows[60]['status'], 'exact')
        self.assertEqual(rows[60]['cluster'], 11)
        self.assertRegex(err, r'^1,000 lines imported: 50 new, 950 exact; ')
        self.assertEqual(fake.requests[0][:2], [b'SUBMIT', b'JSON'])
        self.assertEqual(fake.requests[0][2], line(0, 'text 0').strip())

    def test_check_keeps_nothing(self):
        fake = self.fake()
        path = self.file('in.jsonl', line(1) + line(2))
        out, _ = self.run_client(fake, 'import', '--check', '--json', path)
        self.assertEqual([json.loads(row)['id'] for row in out.splitlines()], [None, None])
        self.assertEqual(fake.articles, [])

    def test_import_reads_packed_files_and_stdin(self):
        fake = self.fake()
        plain = self.file('a.jsonl', line(1) + line(2))
        packed = self.file('b.jsonl.gz', gzip.compress(line(3)) + gzip.compress(line(4)))
        out, _ = self.run_client(fake, 'import', plain, packed, '-', input=line(5))
        self.assertRegex(out, r'^5 lines imported: 5 new; ')
        self.assertEqual([a['key'] for a in fake.articles], ['a1', 'a2', 'a3', 'a4', 'a5'])

    def test_import_goes_on_past_bad_lines_and_names_them(self):
        fake = self.fake()
        content = line(1) + b'not json\n\n{"id": "cut",\n' + b'{"id":"x7"}\n' + b'{"broken": }\n' + line(2)
        path = self.file('in.jsonl', content)
        out, err = self.run_client(fake, 'import', '--json', path, exit=1)
        rows = [json.loads(row) for row in out.splitlines()]
        self.assertEqual([row['status'] for row in rows], ['new', 'error', 'error', 'error', 'error', 'new'])
        self.assertEqual([row['key'] for row in rows], ['a1', None, None, 'x7', None, 'a2'])
        out, _ = self.run_client(self.fake(), 'import', '--json', '--no-template', path, exit=1)
        self.assertEqual([json.loads(row)['key'] for row in out.splitlines()], [row['key'] for row in rows])
        self.assertEqual(rows[3]['line'], 5)
        self.assertTrue(rows[3]['error'].startswith('NOARTICLE '))
        told = err.splitlines()
        self.assertEqual([t.split(': ')[0] for t in told[:4]], ['%s:%d' % (path, n) for n in (2, 4, 5, 6)])
        self.assertIn('2 new, 4 failed', told[4])

    def test_import_names_files_that_cannot_be_read(self):
        fake = self.fake()
        cut = self.file('cut.gz', gzip.compress(b''.join(line(i) for i in range(100)))[:-20])
        out, err = self.run_client(fake, 'import', '/no/such/file', cut, self.file('c', line(1000, 'good')), exit=1)
        self.assertIn('/no/such/file: No such file or directory', err)
        self.assertIn('ends too early', err)
        self.assertEqual(fake.articles[-1]['text'], 'good')

    def test_busy_lines_are_sent_again(self):
        fake = self.fake(busy_every=3)
        path = self.file('in.jsonl', b''.join(line(i) for i in range(300)))
        out, _ = self.run_client(fake, 'import', '--json', path)
        self.assertEqual([json.loads(row)['key'] for row in out.splitlines()], ['a%d' % i for i in range(300)])
        self.assertEqual({json.loads(row)['status'] for row in out.splitlines()}, {'new'})
        self.assertGreater(len(fake.refused), 50)

    def test_a_full_store_stops_the_import(self):
        fake = self.fake(full_after=100)
        path = self.file('in.jsonl', b''.join(line(i) for i in range(5000)))
        _, err = self.run_client(fake, 'import', path, exit=1)
        self.assertIn('%s:101: FULL ' % path, err)
        self.assertIn('stopped here', err)
        self.assertLess(fake.submissions, 400)

    def test_full_buffers_on_both_sides_do_not_lock(self):
        """Replies of 64 KiB to lines of 64 KiB, many in flight, and a daemon that writes before it reads on."""
        fake = self.fake(padding=65536)
        path = self.file('in.jsonl', b''.join(line(i, 'x%d ' % i * 16000) for i in range(200)))
        out, _ = self.run_client(fake, 'import', '--window', '128', path)
        self.assertRegex(out, r'^200 lines imported: 200 new')

    def test_a_broken_connection_is_told(self):
        fake = self.fake(close_after=100)
        path = self.file('in.jsonl', b''.join(line(i) for i in range(1000)))
        _, err = self.run_client(fake, 'import', path, exit=3)
        self.assertRegex(err, r'broke: .*; acknowledged: \d+ lines, all up to %s:\d+; of the next \d+' % path)
        acknowledged = int(err.split('acknowledged: ')[1].split()[0])
        self.assertLessEqual(acknowledged, 100)
        self.assertLessEqual(acknowledged, len(fake.articles))

    def test_retry_goes_on_after_a_break(self):
        fake = self.fake(close_after=150)
        path = self.file('in.jsonl', b''.join(line(i) for i in range(1000)))
        out, _ = self.run_client(fake, 'import', '--json', '--retry', '10', path)
        rows = [json.loads(row) for row in out.splitlines()]
        self.assertEqual([row['key'] for row in rows], ['a%d' % i for i in range(1000)])
        self.assertEqual(len(fake.articles), 1000)

    def test_lines_from_a_slow_pipe_are_answered_at_once(self):
        fake = self.fake()
        process = subprocess.Popen([SHINGLECTL, '-s', fake.address, 'import', '--json', '-'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        for number in range(3):
            process.stdin.write(line(number))
            self.assertEqual(json.loads(process.stdout.readline())['key'], 'a%d' % number)
        process.stdin.close()
        self.assertEqual(process.wait(10), 0)
        process.stdout.close()
        process.stderr.close()

    def test_a_silent_daemon_is_given_up(self):
        silent = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(silent.close)
        address = '127.0.0.1:%d' % silent.getsockname()[1]
        _, err = self.run_client(address, 'ping', '--timeout', '1', exit=3)
        self.assertIn('no answer from %s for 1 s' % address, err)
        _, err = self.run_client(address, 'import', '--timeout', '1', self.file('in', line(1)), exit=3)
        self.assertIn('no answer', err)

    def test_a_refused_connection_says_what_to_do(self):
        closed = socket.create_server(('127.0.0.1', 0))
        address = '127.0.0.1:%d' % closed.getsockname()[1]
        closed.close()
        _, err = self.run_client(address, 'ping', exit=3)
        self.assertIn('Connection refused', err)
        self.assertIn('Is shingled running?', err)
        _, err = self.run_client('unix:/no/such/socket', 'ping', exit=3)
        self.assertIn('No such socket', err)

    def test_garbage_is_no_daemon(self):
        garbage = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(garbage.close)

        def answer():
            connection, _ = garbage.accept()
            connection.sendall(b'HTTP/1.1 400 Bad Request\r\n\r\n')
            time.sleep(0.2)
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        self.run_client('127.0.0.1:%d' % garbage.getsockname()[1], 'ping', exit=3)
        thread.join()

    def test_unix_socket_and_environment(self):
        path = os.path.join(self.folder.name, 's')
        fake = self.fake(path=path)
        result = subprocess.run([SHINGLECTL, 'ping'], env={**os.environ, 'SHINGLED_SERVER': 'unix:' + path},
                                capture_output=True)
        self.assertEqual(result.returncode, 0)
        self.assertTrue(result.stdout.startswith(b'PONG from unix:'))
        self.assertEqual(fake.requests, [[b'PING']])

    def test_tsv_lists_every_article_over_many_pages(self):
        out, _ = self.run_client(self.filled(), 'clusters', '--tsv')
        self.assertEqual(out.splitlines(), ['a%d\t%d' % (i, i % 12 + 1) for i in range(20)])

    def test_clusters_in_both_forms(self):
        fake = self.filled()
        out, _ = self.run_client(fake, 'clusters')
        rows = out.splitlines()
        self.assertEqual(rows[0].split(), ['CLUSTER', 'SIZE', 'FIRST', 'LAST', 'SOURCE', 'AGENCY', 'TITLE'])
        self.assertEqual(len(rows), 1 + 8)
        self.assertIn('2025-11-21 08:00', rows[1])
        out, _ = self.run_client(fake, 'clusters', '--json', '--limit', '3')
        self.assertEqual([json.loads(row)['cluster'] for row in out.splitlines()], [1, 2, 3])

    def test_filters_reach_the_daemon(self):
        fake = self.filled()
        self.run_client(fake, 'clusters', '--min-size', '3', '--since', '2025-11-21', '--until', '2025-11-22T08:00+02:00',
                        '--source', 's', '--agency', 'Reuters')
        self.assertEqual(fake.requests[-1], [b'CLUSTERS', b'MINSIZE', b'3', b'SOURCE', b's', b'AGENCY', b'Reuters',
                                             b'SINCE', b'2025-11-21T00:00:00Z', b'UNTIL', b'2025-11-22T06:00:00Z',
                                             b'CURSOR', b'0', b'COUNT', b'1000'])

    def test_single_questions(self):
        fake = self.filled()
        self.assertIn('title        Title 3\n', self.run_client(fake, 'doc', 'key:a3')[0])
        self.assertEqual(json.loads(self.run_client(fake, 'doc', '--json', '4')[0])['key'], 'a3')
        self.assertEqual(self.run_client(fake, 'text', '4')[0], 'text 3\n')
        self.assertEqual(len(self.run_client(fake, 'members', '4')[0].splitlines()), 3)
        self.assertEqual(self.run_client(fake, 'doc', 'key:none', exit=1)[1], 'shinglectl: NOTFOUND not found\n')
        self.assertEqual(self.run_client(fake, 'forget', '1', 'key:a2')[0], '2 of 2 forgotten\n')
        self.assertEqual(self.run_client(fake, 'forget', '1', '99', exit=1)[0], '1 of 2 forgotten\n')
        self.assertEqual(json.loads(self.run_client(fake, 'info', '--json', 'server')[0]), {'version': '0.1.0', 'articles': 20})
        self.assertEqual(self.run_client(fake, 'config', 'store.*')[0], 'store.path = /x\nstore.max-size = 1G\n')

    def test_explain_reads_as_a_diff(self):
        out, _ = self.run_client(self.filled(), 'explain', '1', '2')
        self.assertIn('of A in B                 0.75\n', out)
        self.assertIn('= the port was closed\n', out)
        self.assertRegex(out, r'= on Friday .*\n= .*\n= \.\.\. 8 lines more \.\.\.\n= on Friday [^=]*\n\nOnly A has')
        self.assertIn('+ Officials said more.\n', out)
        self.assertEqual(len([row for row in out.splitlines() if row.startswith('- ')]), 3)
        self.assertNotIn('\x1b', out)

    def test_submit_lets_the_daemon_tell_html_from_text(self):
        fake = self.fake()
        page = self.file('page', b'<!doctype html><p>Storm closes port.')
        self.run_client(fake, 'submit', '--url', 'http://x/1', '--source', 'x', '--id', 'k', page)
        self.assertEqual(fake.requests[-1], [b'SUBMIT', b'body', b'<!doctype html><p>Storm closes port.', b'url',
                                             b'http://x/1', b'source', b'x', b'id', b'k'])
        out, _ = self.run_client(fake, 'check', '--json', '-', input=b'Storm closes port.')
        self.assertEqual(fake.requests[-1], [b'CHECK', b'body', b'Storm closes port.'])
        self.assertIsNone(json.loads(out)['id'])
        self.run_client(fake, 'submit', '-', exit=1)

    def test_watch_shows_what_comes(self):
        fake = self.filled()
        process = subprocess.Popen([SHINGLECTL, '-s', fake.address, 'watch', '--json', '--limit', '3'],
                                   stdout=subprocess.PIPE)
        while not any(words[0] == b'CHANGES' for words in fake.requests):
            time.sleep(0.01)
        for i in range(20, 23):
            fake.on_submit([b'JSON', line(i)])
        out, _ = process.communicate(timeout=20)
        self.assertEqual([json.loads(row)['seq'] for row in out.splitlines()], [21, 22, 23])

    def test_usage_mistakes(self):
        for arguments in (['nosuch'], [], ['clusters', '--url', 'x'], ['import'], ['doc'], ['doc', '1', '2'],
                          ['clusters', '--since', '2025-02-30'], ['clusters', '--min-size', '0'], ['--nosuch'],
                          ['import', '--window', '129', 'x'], ['import', '--retry'], ['-s', 'no address', 'ping']):
            out, err = self.run_client('127.0.0.1:1', *arguments, exit=2)
            self.assertTrue(err.startswith('shinglectl: '), err)
            self.assertEqual(out, '')
        for arguments in (['--help'], ['help'], ['help', 'import'], ['import', '--help'], ['--version']):
            out, err = self.run_client('127.0.0.1:1', *arguments)
            self.assertIn('shinglectl', out)

    def test_the_manual_page_has_every_command_and_option(self):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../doc/man/shinglectl.1')) as page:
            manual = page.read()
        listed = self.run_client('127.0.0.1:1', '--help')[0].split('daemon.\n\n')[1].split('\n\n')[0]
        commands = [row.split()[0] for row in listed.splitlines()]
        self.assertGreater(len(commands), 12)
        for command in commands:
            self.assertTrue(re.search(r'\.It Cm %s\b' % command, manual), command)
            for option in re.findall(r'--([a-z-]+)', self.run_client('127.0.0.1:1', command, '--help')[0]):
                self.assertTrue(re.search(r'Fl -%s\b' % option, manual), option)

    def test_terminals_get_cut_tables_and_no_escapes(self):
        fake = self.fake()
        for i in range(2):
            fake.on_submit([b'JSON', line(i, 'same', title='\x1b[31mHeadline \u65b0\u805e ' + 'long ' * 30)])
        seen, exit = self.on_terminal(fake, 'clusters')
        self.assertEqual(exit, 0)
        self.assertNotIn('\x1b', seen)
        row = seen.splitlines()[1]
        self.assertIn('\ufffd[31mH', row)
        self.assertIn('long', row)
        self.assertLessEqual(len(row), 100)

    def test_nothing_is_said_on_a_terminal_only(self):
        fake = self.fake()
        self.assertEqual(self.on_terminal(fake, 'clusters')[0], 'None.\r\n')
        self.assertEqual(self.on_terminal(fake, 'clusters', '--json')[0], '')
        self.assertEqual(self.run_client(fake, 'clusters'), ('', ''))

    def test_colour_only_where_wanted(self):
        fake = self.filled()
        self.assertIn('\x1b[32m+ Officials', self.on_terminal(fake, 'explain', '1', '2')[0])
        self.assertNotIn('\x1b', self.on_terminal(fake, 'explain', '1', '2', env={'NO_COLOR': '1'})[0])
        self.assertNotIn('\x1b', self.on_terminal(fake, 'explain', '1', '2', env={'TERM': 'dumb'})[0])

    def test_progress_only_on_a_terminal(self):
        fake = self.fake(slow_read=0.005)
        path = self.file('in.jsonl', b''.join(line(i) for i in range(100)))
        seen, exit = self.on_terminal(fake, 'import', path)
        self.assertEqual(exit, 0)
        self.assertRegex(seen, r'lines +\d+ %  \d+/s  ')
        self.assertRegex(seen, r'100 lines imported: 100 new')
        fake2 = self.fake(slow_read=0.005)
        self.assertNotIn('MB/s', self.on_terminal(fake2, 'import', '--quiet', path)[0])

    def test_a_closed_pipe_is_no_crash(self):
        fake = self.filled()
        process = subprocess.Popen('%s -s %s articles | head -n 1' % (SHINGLECTL, fake.address), shell=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=20)
        self.assertEqual(out, b'1\ta0\t1\n')
        self.assertEqual(err, b'')


if __name__ == '__main__':
    unittest.main(verbosity=1)
