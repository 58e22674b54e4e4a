#!/usr/bin/python3
"""Every allocation, every write and sync, every new descriptor made to fail in turn, over a script of every command and
of every call of the HTTP API.

After each: answers were errors or true, what was acknowledged is there byte for byte, and either the daemon goes on or it
ended with a message and an exit code and a restart heals. --check is clean. SHINGLED_LONG=1 tries every point; without it
a sample.
"""
import errno
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

import faults
import access  # of the scenarios, whose folder faults.py has named
import encryption
import harness
import texts
from faults import DESCRIPTOR, FILE, FOR_EVER, MEMORY, Faults
from resp import Client, Closed, Failure, pairs

SAMPLE = 8
CODES = (0, 71, 74)  # stopped by us, no memory, a write or sync failed
WORDS = {'NOMEM', 'IO', 'FULL', 'READONLY', 'BUSY', 'STOPPING', 'LIMIT', 'EXISTS', 'NOTFOUND', 'DAMAGED', 'TIMEOUT'}
STATUSES = {200, 404, 500, 503, 507}
ENDS = ['QUIT', 'SHUTDOWN']  # of a connection and of the daemon: what the script ends with, and what each test does
NAMES = {MEMORY: 'allocations', FILE: 'writes and syncs', DESCRIPTOR: 'descriptors'}


def script(turn):
    """Every command, with articles that no other turn has."""
    fields = texts.fields(f'turn {turn}', f'site{turn % 5}.example', 2)
    fields['id'] = f't{turn}'
    copy = {**fields, 'id': f't{turn}c', 'url': f'https://copy.example/{turn}', 'text': fields['text'] + '\n\nMore.'}
    page = ''.join(f'<p>{text}</p>' for text in texts.paragraphs(f'page {turn}', 3))
    html = {'id': f't{turn}h', 'url': f'https://page.example/{turn}', 'html': f'<h1>Of {turn}</h1>{page}'}
    flat = {name: [part for item in some.items() for part in item] for name, some in
            (('one', fields), ('copy', copy), ('html', html))}
    return [['SUBMIT', *flat['one']], ['SUBMIT', *flat['copy']], ['SUBMIT', *flat['html']],
            ['CHECK', *flat['copy']], ['CHECK', *flat['one'], 'EXPLAIN', '1'], ['EXPLAINPAGE', *flat['html']],
            ['DOC', f'key:t{turn}'], ['TEXT', f'key:t{turn}'], ['MEMBERS', f'key:t{turn}'],
            ['MEMBERS', f'key:t{turn}', 'AFTER', '0', 'COUNT', '2'], ['ARTICLES', 'COUNT', '5'],
            ['CLUSTERS', 'COUNT', '5'], ['SOURCES', 'COUNT', '5'], ['SIMILAR', f'key:t{turn}'],
            ['EXPLAIN', f'key:t{turn}', f'key:t{turn}c'],
            ['EXPLAIN', f'key:t{turn}', f'key:t{turn}c', 'RUNS'], ['CHANGES', 'AFTER', '0', 'COUNT', '3'],
            ['UNLINK', f'key:t{turn}c'], ['LINK', f'key:t{turn}', f'key:t{turn}c'], ['FORGET', f'key:t{turn}c'],
            ['EXPIRE', 'BEFORE', '1990-01-01'], ['SYNC'], ['PING'], ['ECHO', 'x' * 3000], ['HELLO', '3'],
            ['HELLO', '2'], ['SELECT', '0'], ['CLIENT', 'SETNAME', 'a'], ['CLIENT', 'GETNAME'], ['CLIENT', 'ID'],
            ['CLIENT', 'LIST'], ['CLIENT', 'INFO'], ['INFO'], ['CONFIG', 'GET', '*'], ['COMMAND'],
            ['COMMAND', 'DOCS'], ['COMMAND', 'COUNT'], ['COMMAND', 'LIST'], ['SLOWLOG', 'GET'], ['SLOWLOG', 'RESET'],
            ['AUTH', 'nobody', 'nothing'], ['RESET'], ['BACKUP', f'b{turn}'], ['QUIT']]


def calls(turn):
    """Every call of the HTTP API, and the other paths: method, path, body, kind of body."""
    own, sent = f'key:t{turn}j', {'id': f't{turn}j', **texts.fields(f'json {turn}', 'json.example', 2)}
    lines = ''.join(json.dumps({'id': f't{turn}n{i}', **texts.fields(f'line {i} of {turn}')}) + '\n' for i in range(3))
    page = '<h1>Of %d</h1>' % turn + ''.join(f'<p>{text}</p>' for text in texts.paragraphs(f'sent {turn}', 3))
    read = ['articles?count=5', f'articles/{own}', f'articles/{own}/text', f'articles/{own}/members', f'clusters/{own}',
            f'articles/{own}/similar', f'explain?a={own}&b=key:t{turn}n0', f'explain?a={own}&b={own}&runs=true',
            'clusters?count=5', 'sources?count=5', 'changes?after=0&count=3']
    return [('POST', '/api/v1/articles', json.dumps(sent), 'application/json'),
            ('POST', '/api/v1/articles', lines, 'application/x-ndjson'),
            ('POST', f'/api/v1/articles?id=t{turn}p', page, 'text/html'),
            ('POST', '/api/v1/check', json.dumps(sent), 'application/json'),
            ('POST', '/api/v1/explain-page', page, 'text/html'),
            *[('GET', '/api/v1/' + path, None, None) for path in read],
            *[('GET', path, None, None) for path in ('/', '/metrics', '/healthz', '/readyz', '/openapi.yaml')],
            ('POST', '/api/v1/unlink', json.dumps({'a': f'key:t{turn}n1'}), 'application/json'),
            ('POST', '/api/v1/link', json.dumps({'a': own, 'b': f'key:t{turn}n1'}), 'application/json'),
            ('POST', '/api/v1/expire', json.dumps({'before': '1990-01-01'}), 'application/json'),
            ('DELETE', f'/api/v1/articles/key:t{turn}n2', None, None)]


class Injection(harness.Scenario):
    def setUp(self):
        super().setUp()
        if not os.path.exists(faults.LIBRARY):
            self.skipTest('the library of faults is not built')
        self.kept, self.gone, self.turn, self.deaths, self.settings = {}, set(), 0, 0, None

    def tearDown(self):
        for daemon in self.daemons:  # how they end is judged here
            if daemon.alive():
                daemon.kill()
            daemon.process = None
        super().tearDown()

    def served(self, settings=''):
        backups = os.path.join(self.folder, 'backups')
        self.http_port = harness.free_port()
        served = self.daemon(f'[store]\nsnapshot = 0\nbackup-path = {backups}\n{settings}', start=False,
                             http=f'127.0.0.1:{self.http_port}')
        self.faults = Faults(served.folder)
        served.environment.update(self.faults.environment)
        return served.start()

    def run_script(self, served):
        """The script once; what it acknowledged is noted. A connection that is cut is made anew, while that goes."""
        self.turn += 1
        client = None
        for words in script(self.turn):
            try:
                client = client or Client(('127.0.0.1', served.port), 20)
                client.send(b'')
                reply = self.ask(client, words)
            except (Closed, OSError) as error:
                self.assertNotIsInstance(error, TimeoutError, f'{words[:2]} was never answered')
                reply = None
                if client:
                    client.close()
                client = None
            if words[0] in ENDS and client:
                client.close()
                client = None
            self.note(words, reply)
        self.run_calls()

    def run_calls(self):
        """The same over HTTP."""
        connection = http.client.HTTPConnection('127.0.0.1', self.http_port, timeout=20)
        for method, path, body, kind in calls(self.turn):
            try:
                connection.request(method, path, body, {'Content-Type': kind} if kind else {})
                response = connection.getresponse()
                status, body_back = response.status, response.read()
            except (OSError, http.client.HTTPException) as error:
                self.assertNotIsInstance(error, TimeoutError, f'{method} {path} was never answered')
                connection.close()
                continue
            self.assertIn(status, STATUSES, f'{method} {path}: {body_back[:300]}')
            if status == 200 and path.startswith('/api/'):
                self.note_call(method, path, [json.loads(line) for line in body_back.splitlines()], body)
        connection.close()

    def note_call(self, method, path, answers, body):
        """What must be. Lines of NDJSON may be refused one by one."""
        if method == 'POST' and path.startswith('/api/v1/articles'):
            kept = [answer for answer in answers if 'id' in answer and 'problem' not in str(answer.get('type'))]
            lines = map(json.loads, body.splitlines()) if body[0] == '{' else ()
            sent = {fields['id']: fields['text'] for fields in lines}
            for answer in kept:
                key = answer['key'] or f't{self.turn}p'
                self.kept[key] = (answer['id'], sent.get(key))
        elif method == 'DELETE':
            self.kept.pop(key := path.rsplit(':', 1)[1], None)
            self.gone.add(key)
        elif path.endswith('j/text') and f't{self.turn}j' in self.kept:
            self.assertEqual(answers[0]['text'], self.kept[f't{self.turn}j'][1])

    def ask(self, client, words):
        try:
            return client.call(*words)
        except Failure as failure:
            self.assertIn(failure.word, WORDS | ({'ERR'} if words[0] == 'AUTH' else set()), f'{words[:2]}: {failure}')
            return failure

    def note(self, words, reply):
        """What must be, what may be."""
        answered = reply is not None and not isinstance(reply, Failure)
        fields = dict(zip(words[1::2], words[2::2]))
        if words[0] == 'SUBMIT' and answered:
            self.kept[fields['id']] = (pairs(reply)['id'], fields.get('text'))
        elif words[0] == 'FORGET':
            key = words[1][4:]
            known = self.kept.pop(key, None)
            if answered and known:
                self.assertEqual(reply, 1)
                self.gone.add(key)
        elif words[0] == 'TEXT' and answered and f't{self.turn}' in self.kept:
            self.assertEqual(reply, self.kept[f't{self.turn}'][1])
        elif words[0] == 'CONFIG' and answered:
            self.settings = self.settings or reply
            self.assertEqual(reply, self.settings)

    def verify(self, served, some=None):
        with served.client() as client:
            for key in (some or self.kept):
                number, text = self.kept[key]
                self.assertEqual(client.map('DOC', 'key:' + key)['id'], number)
                if text:
                    self.assertEqual(client.call('TEXT', 'key:' + key), text)
            for key in self.gone:
                with self.assertRaisesRegex(Failure, 'NOTFOUND'):
                    client.call('DOC', 'key:' + key)

    def settle(self, served, point):
        """After a fault: it serves, or it ended well and a restart heals."""
        self.faults.disarm()
        recent = list(self.kept)[-6:]
        try:
            with served.client() as client:
                probe = client.submit(**{**texts.fields(f'probe {self.turn}', count=1), 'id': f'p{self.turn}'})
            self.kept[f'p{self.turn}'] = (probe['id'], texts.fields(f'probe {self.turn}', count=1)['text'])
            self.verify(served, recent)
            return
        except Failure as failure:
            self.assertIn(failure.word, ('READONLY', 'STOPPING', 'IO'), point)
        except (Closed, OSError):
            pass
        status = served.wait()
        self.deaths += 1
        self.assertIn(status, CODES[1:], f'{point}: ended with {status}\n{served.log()[-3000:]}')
        self.assertRegex(served.log().rsplit('serves at', 1)[-1], r'no more writes|cannot|memory|stopp', point)
        self.assertEqual(served.check()[0], 0, f'{point}: {served.check()[1]}')
        served.start()
        self.verify(served)

    def every(self, kind, error=errno.EIO, count=1, short=False):
        served = self.served()
        self.run_script(served)  # once for what is made at first use
        self.faults.arm(kind, first=0)
        self.run_script(served)
        total = self.faults.seen(kind)
        points = range(1, total + 1)
        if not harness.LONG:
            points = sorted(random.Random(kind).sample(points, min(SAMPLE, total)))
        struck = 0
        for first in points:
            self.faults.arm(kind, first, count, error, short)
            self.run_script(served)
            struck += self.faults.struck(kind) > 0
            self.settle(served, f'{NAMES[kind]}, the {first}th of {total}, {count} failing, {os.strerror(error)}')
        self.verify(served)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0, served.check()[1])
        print(f'{NAMES[kind]}, {os.strerror(error)}, {min(count, 10 ** 6)} at once: {len(points)} points of {total}, '
              f'{struck} struck, {self.deaths} ends with a message and a restart', file=sys.stderr)
        self.assertGreater(struck, 0)

    def test_the_script_has_every_command(self):
        with self.served().client() as client:
            known = {name.upper() for name in client.call('COMMAND', 'LIST')}
        self.assertEqual(known - {words[0] for words in script(1)}, set(ENDS) - {'QUIT'})

    def test_each_allocation(self):
        self.every(MEMORY)

    def test_allocations_in_a_row(self):
        self.every(MEMORY, count=20)

    def test_each_write_and_sync(self):
        self.every(FILE, errno.EIO)

    def test_each_write_short(self):
        self.every(FILE, errno.EIO, short=True)

    def test_each_write_without_room(self):
        self.every(FILE, errno.ENOSPC)

    def test_the_last_write_of_a_commit(self):
        """That of LMDB's meta page, after which the whole commit is on the disk, though nobody was told so."""
        for short in (False, True):
            served = self.served()
            with served.client() as client:
                for number in range(2):
                    self.faults.arm(FILE, first=0)
                    client.submit(**texts.fields(f'before {short} {number}'))
                self.faults.arm(FILE, self.faults.seen(FILE), short=short)
                with self.assertRaisesRegex(Failure, 'IO'):
                    client.submit(**texts.fields(f'at {short}'))
            self.assertEqual(self.faults.struck(FILE), 1)
            self.turn += 1
            self.settle(served, 'the last write of a commit')
            self.assertEqual(served.stop(), 0)
            self.kept.clear()

    def test_memory_of_a_sign_in(self):
        """Whatever fails, nobody comes in who should not, and who is in may do no more."""
        users, token = os.path.join(self.folder, 'users'), access.TOKEN.format('crawler')
        with open(users, 'w', encoding='utf-8') as out:
            out.write(f'crawler submit {access.hashed(token)}\n')
        os.chmod(users, 0o600)
        served = self.served(f'[access]\nusers = {users}\n')

        def sign_in(name, token):
            """The words of the answers to a sign-in, to a submission, and to a question that a crawler may not ask."""
            words = []
            try:
                with served.client(tcp=False) as client:
                    for command in (['AUTH', name, token], ['SUBMIT', 'text', 'A word. ' * 50], ['CLUSTERS']):
                        try:
                            client.call(*command)
                            words.append('OK')
                        except Failure as failure:
                            words.append(failure.word)
            except (Closed, OSError) as error:
                self.assertNotIsInstance(error, TimeoutError)
            return words

        self.assertEqual(sign_in('crawler', token), ['OK', 'OK', 'NOPERM'])
        self.faults.arm(MEMORY, first=0)
        sign_in('crawler', token)
        total = self.faults.seen(MEMORY)
        for first in range(1, total + 1):
            for name in ('crawler', 'stranger'):
                self.faults.arm(MEMORY, first, count=1 + first % 3)
                words = sign_in(name, token)
                self.faults.disarm()
                self.assertNotIn('OK', words[2:], f'{name}, the {first}th of {total}: {words}')
                if name == 'stranger' or (words and words[0] != 'OK'):
                    self.assertNotIn('OK', words, f'{name}, the {first}th of {total}: {words}')
                try:
                    served.client(tcp=False).close()
                except (Closed, OSError):  # it ended, which is allowed
                    self.assertIn(served.wait(), CODES[1:])
                    served.start()
        time.sleep(1)  # strangers make their address wait
        if not served.alive():
            served.start()
        self.assertEqual(sign_in('crawler', token), ['OK', 'OK', 'NOPERM'])
        self.assertEqual(served.stop(), 0)
        print(f'sign-ins: {total} allocations', file=sys.stderr)

    def test_memory_of_a_reload(self):
        """SIGHUP: what could not be read again stays as it was, whole."""
        users, tls = os.path.join(self.folder, 'users'), ''
        crawler, desk, chief = (f'{name} {role} {access.hashed(access.TOKEN.format(name))}\n'
                                for name, role in (('crawler', 'submit'), ('desk', 'query'), ('chief', 'admin')))

        def put(text):
            with open(users, 'w', encoding='utf-8') as out:
                out.write(chief + text)
            os.chmod(users, 0o600)

        def set_containment(value):
            with open(served.settings, 'w', encoding='utf-8') as out:
                out.write(settings + f'[match]\ncontainment = {value}\n')

        def containment():
            with served.client(tcp=False) as client:
                client.call('AUTH', 'chief', access.TOKEN.format('chief'))
                return client.map('CONFIG', 'GET', 'match.containment')['match.containment']

        if shutil.which('openssl'):
            pem, key = encryption.make_certificate(self.folder, 'server')
            tls = f'[listen]\ntls = 127.0.0.1:{harness.free_port()}\n[tls]\ncertificate = {pem}\nkey = {key}\n'
        put(crawler)
        served = self.served(f'[access]\nusers = {users}\n{tls}')
        with open(served.settings, encoding='utf-8') as file:
            settings = file.read()
        present, other, refused = '0.5', '0.6', 'the settings were not read again'

        def reload():
            seen = [served.log().count(word) for word in ('settings', 'users')]
            served.process.send_signal(signal.SIGHUP)
            for _ in range(5000):
                if all(served.log().count(word) > n for word, n in zip(('settings', 'users'), seen)):
                    return
                time.sleep(.002)
            self.fail('nothing is told of a reload\n' + served.log()[-2000:])

        def may_come(name):
            with served.client(tcp=False) as client:
                try:
                    return client.call('AUTH', name, access.TOKEN.format(name)) == 'OK'
                except Failure as failure:
                    self.assertIn(failure.word, ('WRONGPASS', 'LIMIT'))
                    return False

        set_containment(present)
        reload()
        set_containment(other)
        self.faults.arm(MEMORY, first=0)
        reload()
        total = self.faults.seen(MEMORY)
        present, other = other, present
        put(crawler + desk)
        points = range(1, total + 1)
        if not harness.LONG:
            points = sorted(random.Random(MEMORY).sample(points, min(SAMPLE, total)))
        for first in points:
            set_containment(other)
            refusals = served.log().count(refused)
            self.faults.arm(MEMORY, first)
            reload()
            self.faults.disarm()
            self.assertTrue(served.alive(), served.log()[-2000:])
            if served.log().count(refused) == refusals:
                present, other = other, present
            self.assertEqual(containment(), present, f'the {first}th of {total}')
            self.assertTrue(may_come('crawler'), f'the {first}th of {total}')
        put(desk)
        set_containment(other)
        reload()
        self.assertEqual(containment(), other)
        self.assertTrue(may_come('desk'))
        self.assertFalse(may_come('crawler'))
        self.assertEqual(served.stop(), 0)
        print(f'reloads: {len(points)} points of {total}', file=sys.stderr)

    def test_memory_of_a_body(self):
        """Of JSON in pieces, of which nothing is left out: what is answered for is there to the byte."""
        served, kept = self.served(), 0
        text = '\n\n'.join(texts.paragraphs('a body', 12)) + ' \u00e9\u4e2d \\ "quoted"'

        def send(number, kind):
            """Whether it was taken."""
            one = json.dumps({'id': f'b{number}', 'url': f'https://body.example/{number}', 'text': text}) + '\n'
            body = (one.encode()[at:at + 700] for at in range(0, len(one), 700))
            connection = http.client.HTTPConnection('127.0.0.1', self.http_port, timeout=20)
            try:
                connection.request('POST', '/api/v1/articles', body, {'Content-Type': kind}, encode_chunked=True)
                response = connection.getresponse()
                answer = response.read()
                self.assertIn(response.status, STATUSES, answer)
                return response.status == 200 and b'"status":"' in answer
            except (OSError, http.client.HTTPException) as error:
                self.assertNotIsInstance(error, TimeoutError, f'{number} was never answered')
                return False
            finally:
                connection.close()

        for kind in ('application/json', 'application/x-ndjson'):
            for count in (1, 20):
                send('warm', kind)
                self.faults.arm(MEMORY, first=0)
                send('counted', kind)
                total = self.faults.seen(MEMORY)
                for first in range(1, total + 1):
                    self.faults.arm(MEMORY, first, count)
                    number = f'{kind[-6:]}-{count}-{first}'
                    taken = send(number, kind)
                    self.turn += 1
                    self.settle(served, number)
                    if taken:
                        kept += 1
                        with served.client() as client:
                            self.assertEqual(client.call('TEXT', f'key:b{number}'), text, number)
        print(f'bodies: {total} allocations of the last kind, {kept} taken', file=sys.stderr)
        self.assertEqual(served.stop(), 0)

    def test_memory_of_http_connections(self):
        """Whatever fails while clients come, each that sends nothing more is gone after http-time."""
        served = self.served('[limits]\nhttp-time = 1s\n')

        def come(first):
            """Opens clients, of whose allocations the first-th fails, and waits for their end."""
            self.faults.arm(MEMORY, first)
            clients = [socket.create_connection(('127.0.0.1', self.http_port), timeout=10) for _ in range(12)]
            for client in clients[::2]:
                client.sendall(b'GET / HT')
            time.sleep(.1)
            total = self.faults.seen(MEMORY)
            self.faults.disarm()
            for client in clients:
                try:
                    while client.recv(4096):
                        pass
                except TimeoutError:
                    self.fail(f'the {first}th of {total}: a client that says nothing more stays')
                except OSError:
                    pass
                client.close()
            return total

        total = come(0)
        points = range(1, total + 1)
        if not harness.LONG:
            points = sorted(random.Random(MEMORY).sample(points, min(SAMPLE, total)))
        for first in points:
            self.assertEqual(served.stop(), 0)
            served.start()
            come(first)
        self.assertEqual(served.stop(), 0)
        print(f'HTTP connections: {len(points)} points of {total}', file=sys.stderr)

    def test_each_descriptor(self):
        self.every(DESCRIPTOR, errno.EMFILE)

    def starts(self, kind, error, fresh=False):
        """A start that meets the fault says so and ends, or serves; the next one serves. Fresh: it makes the store."""
        served = self.served()
        if not fresh:
            self.run_script(served)
        self.assertEqual(served.stop(), 0)
        if fresh:
            shutil.rmtree(served.store)
        self.faults.arm(kind, first=0)
        served.start()
        total = self.faults.seen(kind)
        self.assertEqual(served.stop(), 0)
        points = range(1, total + 1)
        if not harness.LONG:
            points = sorted(random.Random(kind).sample(points, min(SAMPLE, total)))
        ended = 0
        for first in points:
            if fresh:
                shutil.rmtree(served.store)
            self.faults.arm(kind, first, error=error)
            try:
                served.start()
            except RuntimeError:
                ended += 1
                status = served.process.returncode
                self.assertGreater(status or 0, 0, f'{first}th of {total}: {status}\n{served.log()[-2000:]}')
            self.faults.disarm()
            if served.alive():
                self.assertEqual(served.stop(), 0, f'{first}th of {total}')
        served.start()
        self.verify(served)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)
        print(f'starts: {NAMES[kind]}: {len(points)} points of {total}, {ended} refused to start', file=sys.stderr)

    def test_allocations_of_a_start(self):
        self.starts(MEMORY, errno.ENOMEM)

    def test_writes_of_a_start(self):
        self.starts(FILE, errno.EIO, fresh=True)

    def test_descriptors_of_a_start(self):
        self.starts(DESCRIPTOR, errno.EMFILE)

    def test_full_disk_heals_by_itself(self):
        """All writes fail for want of room, for a while; queries go on, and then so does everything."""
        served = self.served()
        self.run_script(served)
        self.faults.arm(FILE, first=1, count=FOR_EVER, error=errno.ENOSPC)
        with served.client() as client:
            for number in range(3):
                with self.assertRaisesRegex(Failure, 'FULL'):
                    client.submit(**texts.fields(f'full {number}'))
            self.verify(served)
            self.faults.disarm()
            self.assertEqual(client.submit(**texts.fields('room'))['status'], 'new')
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)

    def test_clock_jumps(self):
        """The time of day goes back ten years, and forward, in the middle of work."""
        served = self.served()
        for shift_s in (-10 * 365 * 86400, 10 * 365 * 86400, 0):
            self.faults.page.clock_shift_s = shift_s
            self.run_script(served)
            self.verify(served)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)

    def test_stopped_for_a_while(self):
        """SIGSTOP and SIGCONT: who waits is answered then."""
        served = self.served()
        with served.client() as client:
            served.process.send_signal(signal.SIGSTOP)
            client.send(b'*1\r\n$4\r\nPING\r\n')
            time.sleep(6 if harness.LONG else .5)
            served.process.send_signal(signal.SIGCONT)
            self.assertEqual(client.read(), 'PONG')
        self.run_script(served)
        self.verify(served)
        self.assertEqual(served.stop(), 0)

    def test_read_only_disk(self):
        """A store on a file system that cannot be written to is refused with a message, and left as it is."""
        served = self.served()
        self.run_script(served)
        self.assertEqual(served.stop(), 0)
        if os.geteuid() != 0 or subprocess.run(['unshare', '-m', 'true']).returncode != 0:
            self.skipTest('only root can mount')
        line = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        run = subprocess.run(['unshare', '-m', 'sh', '-c', line, served.store, *served.command()], capture_output=True,
                             text=True, timeout=60)
        self.assertEqual(run.returncode, 74, run.stderr)
        self.assertRegex(run.stderr, '(?i)read-only')
        self.assertEqual(served.check()[0], 0)


if __name__ == '__main__':
    harness.main()
