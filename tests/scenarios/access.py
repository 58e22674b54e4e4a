#!/usr/bin/python3
"""Who may do what: every command by every role in every state of signing in, and what strangers can do, which is little."""
import os
import re
import signal
import subprocess
import time

import harness
import texts
from resp import Closed, Client, Failure, encode

ROLES = ('submit', 'query', 'admin', 'metrics')
TOKEN = '{}-0123456789abcdef'
ROW = re.compile(r'^\| `([A-Z]+(?: [A-Z]+)*)[^`]*` \| ([a-z ]+) \|')
SUBCOMMANDS = ('CLIENT', 'CONFIG', 'COMMAND', 'SLOWLOG')
STRANGER_IN, STRANGER_OUT = 8 << 10, 4 << 10


def commands():
    """[(words of the name, set of roles that may; {'any'}, or {'none'} for what needs no user)] from the daemon's own table."""
    run = subprocess.run([harness.program('shingled'), '--commands-markdown'], capture_output=True, text=True, check=True)
    rows = [ROW.match(line) for line in run.stdout.splitlines() if line.startswith('| `')]
    found = []
    for row in rows:
        words = row[1].split(' ')
        found.append((words if words[0] in SUBCOMMANDS else words[:1], set(row[2].split(' or '))))
    return found


def hashed(token):
    run = subprocess.run([harness.program('shingled'), '--hash-token'], input=token + '\n', capture_output=True, text=True)
    if run.returncode:
        raise AssertionError(run.stderr)
    return run.stdout.strip()


class Access(harness.Scenario):
    @classmethod
    def setUpClass(cls):
        cls.hashes = {name: hashed(TOKEN.format(name)) for name in (*ROLES, 'both', 'default')}

    def lines(self, **changed):
        roles = {**{role: role for role in ROLES}, 'both': 'submit,query', 'default': 'query', **changed}
        return ''.join(f'{name} {role} {self.hashes[name]}\n' for name, role in roles.items() if role)

    def guarded(self, settings='', **how):
        """A daemon with users."""
        self.users = os.path.join(self.folder, 'users')
        self.put_users(self.lines())
        return self.daemon(f'[access]\nusers = {self.users}\n{settings}', **how)

    def put_users(self, text):
        with open(self.users, 'w', encoding='utf-8') as out:
            out.write(text)
        os.chmod(self.users, 0o600)

    def signed_in(self, served, name, tcp=True):
        client = served.client(tcp)
        self.assertEqual(client.call('AUTH', name, TOKEN.format(name)), 'OK')
        return client

    def word(self, client, *words):
        """The error's word; 'OK' for any other answer; 'closed'."""
        try:
            client.call(*words)
        except Failure as failure:
            return failure.word
        except Closed:
            return 'closed'
        return 'OK'

    def reload(self, served, text, logged='users read again'):
        before = served.log().count(logged)
        self.put_users(text)
        served.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 60
        while served.log().count(logged) == before:
            self.assertLess(time.monotonic(), until)

    # ---- the matrix ----

    def tried(self, words):
        """A request that is refused or answered, and stops nothing."""
        return [*words, 'ABORT'] if words == ['SHUTDOWN'] else words

    def test_every_command_by_every_role(self):
        served = self.guarded()
        rows = commands()
        self.assertGreater(len(rows), 35)
        for names in (*ROLES, 'both'):
            roles = {'submit', 'query'} if names == 'both' else {names}
            for words, needed in rows:
                for tcp in (True, False):
                    with self.subTest(user=names, command=words, tcp=tcp), self.signed_in(served, names, tcp) as client:
                        permitted = needed & {'none', 'any'} or 'admin' in roles or needed & roles
                        word = self.word(client, *self.tried(words))
                        self.assertEqual(word == 'NOPERM', not permitted, word)
                        self.assertNotIn(word, ('NOAUTH', 'closed'))
        self.assertTrue(served.alive())

    def test_every_command_without_a_user_and_behind_a_wrong_token(self):
        served = self.guarded()
        for words, needed in [*commands(), (['NOSUCH'], {'any'})]:
            for attempt in (None, 'submit-wrong-0123456789'):
                with self.subTest(command=words, attempt=attempt), served.client() as client:
                    if attempt:
                        self.assertIn(self.word(client, 'AUTH', 'submit', attempt), ('WRONGPASS', 'LIMIT'))
                    word = self.word(client, *self.tried(words))
                    self.assertEqual(word, 'NOAUTH' if needed != {'none'} or words == ['HELLO'] else
                                     'ERR' if words == ['AUTH'] else 'OK')

    def test_revoked_while_connected(self):
        served = self.guarded()
        for words, _ in commands():
            gone, kept = self.signed_in(served, 'submit'), self.signed_in(served, 'query')
            self.reload(served, self.lines(submit=None))
            with self.subTest(command=words):
                self.assertEqual(self.word(gone, *words), 'closed')
                self.assertEqual(kept.call('PING'), 'PONG')
            gone.close()
            kept.close()
            self.reload(served, self.lines())
        self.assertIn('user submit is gone', served.log())

    def test_roles_change_while_connected(self):
        served = self.guarded()
        client = self.signed_in(served, 'query')
        self.assertEqual(self.word(client, 'CONFIG', 'GET', 'log.level'), 'NOPERM')
        self.reload(served, self.lines(query='admin'))
        self.assertEqual(self.word(client, 'CONFIG', 'GET', 'log.level'), 'OK')
        self.reload(served, 'nonsense\n', 'users were not read again')
        self.assertEqual(self.word(client, 'CONFIG', 'GET', 'log.level'), 'OK')

    # ---- signing in ----

    def test_ways_to_sign_in(self):
        served = self.guarded()
        client = served.client()
        self.assertEqual(self.word(client, 'HELLO', '3'), 'NOAUTH')
        self.assertEqual(client.call('HELLO', '3', 'AUTH', 'both', TOKEN.format('both'), 'SETNAME', 'x')['proto'], 3)
        self.assertIn('user=both', client.call('CLIENT', 'INFO'))
        self.assertIn('name=x', client.call('CLIENT', 'INFO'))
        self.assertEqual(client.submit(**texts.fields(1))['id'], 1)
        self.assertEqual(client.call('RESET'), 'RESET')
        self.assertEqual(self.word(client, 'DOC', '1'), 'NOAUTH')
        self.assertEqual(client.call('AUTH', TOKEN.format('default')), 'OK')
        self.assertEqual(client.map('DOC', 1)['id'], 1)
        self.assertEqual(client.call('AUTH', 'metrics:' + TOKEN.format('metrics')), 'OK')
        self.assertEqual(self.word(client, 'DOC', '1'), 'NOPERM')
        self.assertEqual(self.word(client, 'AUTH', 'a', 'b', 'c'), 'ERR')

    def test_what_is_pipelined_behind_auth_waits_for_it(self):
        served = self.guarded()
        client = served.client()
        words = [part for item in texts.fields(2, count=40).items() for part in item]
        client.send(encode('AUTH', 'submit', TOKEN.format('submit')) + encode('SUBMIT', *words) * 3 + encode('PING'))
        self.assertEqual(client.read(), 'OK')
        self.assertEqual([client.read()[1] for _ in range(3)], [1, 1, 1])
        self.assertEqual(client.read(), 'PONG')

    def test_wrong_tokens_wait_and_known_ones_pass(self):
        served = self.guarded()
        known = self.signed_in(served, 'query')
        client = served.client()
        # In one piece, and of a wait that doubles each time, so that even a very slow machine looks at the second in time.
        for number, name in enumerate(('submit', 'admin', 'metrics', 'both')):
            client.send(encode('AUTH', 'query', f'not-the-token-at-all-{number}') + encode('AUTH', name, TOKEN.format(name)))
            wrong, limited = client.read(), client.read()
            self.assertEqual(wrong.word, 'WRONGPASS')
            if limited != 'OK':
                break
        self.assertEqual(limited.word, 'LIMIT')
        wait_ms = int(str(limited).split(' ')[1])
        self.assertTrue(0 < wait_ms <= 1000 << number, wait_ms)
        self.assertEqual(client.call('AUTH', 'query', TOKEN.format('query')), 'OK')
        self.assertEqual(known.call('PING'), 'PONG')
        stubborn = served.client()
        answers = [self.word(stubborn, 'AUTH', 'query', 'not-the-token-either') for _ in range(4)]
        self.assertEqual(answers[-1], 'closed')
        self.assertEqual(known.call('PING'), 'PONG')
        self.assertIn('wrong user or token', served.log())
        self.assertGreaterEqual(int(known.info('clients')['wrong_tokens']), 1)

    def test_no_token_is_ever_logged(self):
        served = self.guarded('[log]\nlevel = debug\n')
        boss = self.signed_in(served, 'admin')
        self.word(served.client(), 'AUTH', 'query', 'secret-0123456789')
        boss.call('CONFIG', 'GET', 'log.*')
        boss.call('FORGET', 'key:x\n<0>forged')
        boss.call('CLIENT', 'LIST')
        log = served.log()
        self.assertNotIn('0123456789', log)
        self.assertRegex(log, r'audit: admin@127\.0\.0\.1:\d+: CONFIG GET log\.\*')
        self.assertRegex(log, r'audit: admin@127\.0\.0\.1:\d+: FORGET key:x\\x0a<0>forged\n')
        self.assertRegex(log, r'audit: admin@127\.0\.0\.1:\d+: CLIENT LIST\n')

    # ---- strangers ----

    def test_what_a_stranger_may_send(self):
        served = self.guarded()
        edge, past = served.client(), served.client()
        for client, size in ((edge, STRANGER_IN - 1), (past, STRANGER_IN)):
            payload = size - len(b'*2\r\n$4\r\nECHO\r\n$8000\r\n\r\n')
            data = encode('ECHO', 'x' * payload)
            self.assertEqual(len(data), size)
            client.send(data)
        self.assertEqual(edge.read().word, 'NOAUTH')
        edge.send(b'P')
        self.assertIn('too much', str(edge.read()))
        self.assertTrue(edge.ends())
        answers = [str(past.read()) for _ in range(2)]
        self.assertIn('too much', answers[1])
        self.assertTrue(past.ends())

    def test_what_a_stranger_gets(self):
        served = self.guarded()
        client = served.client()
        client.send(b'PING\r\n' * 1000)
        while True:
            try:
                client.fill()
            except Closed:
                break
        self.assertLessEqual(len(client.held), STRANGER_OUT)
        self.assertGreater(len(client.held), STRANGER_OUT // 2)

    def test_how_long_a_stranger_may_stay(self):
        served = self.guarded()
        silent, greeted = served.client(), self.signed_in(served, 'query')
        self.assertEqual(silent.read().word, 'TIMEOUT')
        self.assertTrue(silent.ends())
        self.assertEqual(greeted.call('PING'), 'PONG')

    def test_a_flood_of_strangers_takes_little_memory(self):
        served = self.guarded()
        good = self.signed_in(served, 'query')
        count = 100 if harness.SLOW else 1000
        before = served.memory_kib()
        flood = []
        for _ in range(count):
            client = Client(('127.0.0.1', served.port))
            client.send(b'*2\r\n$4\r\nAUTH\r\n$8000\r\n' + b'x' * 7900)
            flood.append(client)
        self.assertEqual(good.call('PING'), 'PONG')
        taken = served.memory_kib() - before
        print(f'{count} strangers: {taken} KiB more', flush=True)
        if not harness.SLOW:
            self.assertLess(taken, 10 << 10)
        for client in flood:
            client.close()

    def test_http_is_refused(self):
        served = self.daemon()
        for first in (b'POST / HTTP/1.1\r\n', b'GET / HTTP/1.1\r\n', b'Host: localhost\r\n', b'OPTIONS * HTTP/1.1\r\n'):
            with self.subTest(first=first), served.client() as client:
                client.send(first + b'Content-Type: text/plain\r\n\r\nSHUTDOWN\r\n')
                self.assertEqual(client.read().word, 'PROTO')
                self.assertTrue(client.ends())
        self.assertEqual(served.client().call('PING'), 'PONG')
        self.assertIn('cross-protocol', served.log())

    # ---- the command line ----

    def test_users_that_cannot_be_read_stop_the_start(self):
        for text, mode, words in (('desk owner x\n', 0o600, 'users:1:'), (self.lines(), 0o622, 'chmod'), (None, 0, 'open')):
            path = os.path.join(self.folder, 'users')
            if os.path.exists(path):
                os.unlink(path)
            if text:
                with open(path, 'w', encoding='utf-8') as out:
                    out.write(text)
                os.chmod(path, mode)
            conf = os.path.join(self.folder, 'conf')
            with open(conf, 'w', encoding='utf-8') as out:
                out.write(f'[access]\nusers = {path}\n')
            for options in (('--check-config',), ('--data', os.path.join(self.folder, 'never'), '--http', 'off')):
                run = subprocess.run([harness.program('shingled'), '-c', conf, *options], capture_output=True, text=True,
                                     timeout=60)
                self.assertEqual(run.returncode, 78, run.stderr)
                self.assertIn(words, run.stderr)
            self.assertFalse(os.path.exists(os.path.join(self.folder, 'never')))

    def test_hash_token(self):
        one, two = hashed('a' * 16), hashed('a' * 16)
        self.assertRegex(one, r'^\$scrypt\$ln=12,r=8,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$')
        self.assertNotEqual(one, two)
        for bad in ('', 'a' * 15, 'a' * 513, 'a b' * 10, 'a:b' * 10):
            run = subprocess.run([harness.program('shingled'), '--hash-token'], input=bad, capture_output=True, text=True)
            self.assertEqual((run.returncode, run.stdout), (os.EX_USAGE, ''))

    def test_shinglectl_signs_in(self):
        served = self.guarded()
        path = os.path.join(self.folder, 'token')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(TOKEN.format('both') + '\n')
        tool = [harness.program('shinglectl'), '-s', f'127.0.0.1:{served.port}']
        page = texts.article(3).encode()

        def run(*words, env=None):
            return subprocess.run([*tool, *words], capture_output=True, input=page, env={**os.environ, **(env or {})})
        self.assertEqual(run('--user', 'both', '--token-file', path, 'submit', '-').returncode, 0)
        self.assertEqual(run('doc', '1', env={'SHINGLED_USER': 'both', 'SHINGLED_TOKEN_FILE': path}).returncode, 0)
        self.assertEqual(run('doc', '1', env={'SHINGLED_TOKEN': TOKEN.format('default')}).returncode, 0)
        refused = run('doc', '1')
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b'NOAUTH', refused.stderr)
        refused = run('doc', '1', env={'SHINGLED_TOKEN': 'wrong-0123456789'})
        self.assertEqual(refused.returncode, 3)
        self.assertIn(b'WRONGPASS', refused.stderr)
        self.assertNotIn(b'wrong-0123456789', refused.stderr)
        refused = run('--token-file', os.path.join(self.folder, 'absent'), 'doc', '1')
        self.assertEqual(refused.returncode, 2)


if __name__ == '__main__':
    harness.main()
