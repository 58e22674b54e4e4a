#!/usr/bin/python3
"""Each limit at its edge and one past it, and every way to be malformed that we know of."""
import resource
import threading

import harness
import texts
from resp import Closed, Failure, encode

MIB = 1 << 20


class Limits(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()

    def word(self, *words):
        try:
            self.client.call(*words)
        except Failure as failure:
            return failure.word
        return 'OK'

    def test_article_size(self):
        limit = 4 * MIB
        body = (texts.article(1) + '\n\n') * (limit // 2000)
        body = body.encode()[:limit]
        self.assertEqual(len(body), limit)
        self.assertEqual(self.word('SUBMIT', 'id', 'edge', 'text', body, 'strip', 'no'), 'OK')
        self.assertEqual(self.word('SUBMIT', 'id', 'past', 'text', body + b'x', 'strip', 'no'), 'TOOBIG')
        self.assertEqual(self.word('PING'), 'OK')
        self.assertEqual(self.word('DOC', 'key:past'), 'NOTFOUND')

    def test_arguments(self):
        limit = int(self.client.map('CONFIG', 'GET', 'limits.arguments')['limits.arguments'])
        self.assertEqual(self.word('DOC', *['x'] * 3), 'ERR')
        self.assertEqual(self.word('FORGET', *['key:x'] * (limit - 1)), 'OK')
        self.client.send(encode('FORGET', *['key:x'] * limit))
        reply = self.client.read()
        self.assertIsInstance(reply, Failure)
        self.assertEqual(reply.word, 'TOOBIG')

    def test_inline_size(self):
        self.client.send(b'ECHO ' + b'x' * (8192 - 5 - 2) + b'\r\n')
        self.assertEqual(len(self.client.read()), 8192 - 7)
        self.client.send(b'ECHO ' + b'x' * 8192 + b'\r\n')
        self.assertEqual(self.client.read().word, 'PROTO')
        self.assertTrue(self.client.ends())

    def test_your_id(self):
        fields = texts.fields(1)
        self.assertEqual(self.word(*['SUBMIT', 'id', 'i' * 512, 'text', fields['text'], 'strip', 'no']), 'OK')
        self.assertEqual(self.word('DOC', 'key:' + 'i' * 512), 'OK')
        self.assertIn(self.word(*['SUBMIT', 'id', 'i' * 513, 'text', fields['text'], 'strip', 'no']),
                      ('TOOBIG', 'BADARG'))

    def test_wrong_commands_get_a_word_and_the_connection_goes_on(self):
        table = [
            # ERR with these texts is what client libraries look for when they try commands that a server may not have
            (('NOSUCH',), 'ERR'), (('GET', 'a'), 'ERR'), (('CLUSTER', 'SLOTS'), 'ERR'),
            (('DOC',), 'ERR'), (('SELECT', '1'), 'BADARG'), (('SELECT', 'x'), 'BADARG'),
            (('SUBMIT',), 'ERR'), (('SUBMIT', 'text'), 'ERR'), (('SUBMIT', 'text', 'a', 'title'), 'BADARG'),
            (('SUBMIT', 'JSON', '{"text": '), 'SYNTAX'), (('SUBMIT', 'JSON', '[1]'), 'SYNTAX'),
            (('SUBMIT', 'id', 'only'), 'BADARG'), (('SUBMIT', 'text', 'x', 'strip', 'perhaps'), 'BADARG'),
            (('CHANGES', 'AFTER'), 'ERR'), (('CHANGES', 'AFTER', '-1'), 'BADARG'),
            (('CHANGES', 'AFTER', 'x'), 'BADARG'),
            (('CLUSTERS', 'MINSIZE', 'many'), 'BADARG'), (('CLUSTERS', 'SINCE', 'yesterdayish'), 'BADARG'),
            (('CLUSTERS', 'COUNT'), 'BADARG'), (('CLUSTERS', 'COLOUR', 'red'), 'BADARG'),
            (('SIMILAR', '1', 'COUNT', 'x'), 'BADARG'), (('EXPLAIN', '1', '2'), 'NOTFOUND'),
            (('MEMBERS', '7'), 'NOTFOUND'),
            (('CLIENT', 'NOSUCH'), 'ERR'), (('CONFIG', 'SET', 'a', 'b'), 'ERR'), (('HELLO', '9'), 'NOPROTO'),
        ]
        for words, wanted in table:
            with self.subTest(words=words):
                self.assertEqual(self.word(*words), wanted)
        self.assertEqual(self.client.call('PING'), 'PONG')

    def test_malformed_frames_end_the_connection_in_words(self):
        frames = [b'*2147483647\r\n', b'*-2\r\n', b'*1\r\n$-2\r\n', b'*1\r\n$2147483647\r\n', b'*1\r\n:1\r\n',
                  b'*1\r\n$3\r\nabcd\r\n', b'*x\r\n', b'*1\r\n$x\r\n', b'*99999999999999999999\r\n',
                  b'*1\r\n$1\r\na\n\n',
                  b'*' + b'1' * 100, b'x' * 20000, b'*1\r\n$' + b'9' * 100]
        for frame in frames:
            with self.subTest(frame=frame[:40]):
                client = self.served.client()
                client.send(frame)
                try:
                    reply = client.read()
                    while isinstance(reply, Failure) and reply.word not in ('PROTO', 'TOOBIG'):
                        reply = client.read()
                    self.assertIsInstance(reply, Failure)
                except Closed:
                    self.fail('closed without a word')
        self.assertEqual(self.client.call('PING'), 'PONG')

    def test_any_bytes_are_text(self):
        for number, body in enumerate((bytes(range(256)) * 40, b'\xff\xfe' + 'Ein Satz. '.encode('utf-16-le') * 300,
                                       b'\x00' * 5000, ('\u202e\u0301' * 3000).encode(), b'<' * 50000,
                                       b'<div>' * 20000, b'&#x10ffff;' * 5000)):
            with self.subTest(number=number):
                words = ('SUBMIT', 'id', f'odd-{number}', 'html' if b'<' in body else 'text', body)
                answer = self.word(*words)
                self.assertIn(answer, ('OK', 'NOARTICLE'))
                self.assertEqual(self.word('TEXT', f'key:odd-{number}'), 'OK' if answer == 'OK' else 'NOTFOUND')
                self.assertIn(self.word(*words, 'strip', 'no'), ('OK', 'NOARTICLE'))

    def test_one_client_too_many(self):
        served = self.daemon('[limits]\nclients = 4\n')
        held = [served.client() for _ in range(4)]
        self.assertEqual([client.call('PING') for client in held], ['PONG'] * 4)
        extra = served.client()
        self.assertEqual(extra.read().word, 'LIMIT')
        self.assertTrue(extra.ends())
        leaving = held.pop()
        leaving.call('QUIT')
        leaving.close()
        self.assertTrue(any(self.admitted(served) for _ in range(200)))

    def test_one_client_too_many_of_an_address(self):
        served = self.daemon('[limits]\nclients-per-address = 3\n')
        held = [served.client() for _ in range(3)]
        self.assertEqual([client.call('PING') for client in held], ['PONG'] * 3)
        extra = served.client()
        self.assertEqual(extra.read().word, 'LIMIT')
        self.assertTrue(extra.ends())
        self.assertEqual(served.client(tcp=False).call('PING'), 'PONG')
        held.pop().close()
        self.assertTrue(any(self.admitted(served) for _ in range(200)))
        self.assertIn('limits.clients-per-address', served.log())

    def test_out_of_files_it_pauses_and_goes_on(self):
        served = self.daemon()
        first = served.client()
        first.call('PING')
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (60, 60))
        held, told = [], []
        while not told:
            client = served.client()
            try:
                self.assertEqual(client.call('PING'), 'PONG')
                held.append(client)
                self.assertLess(len(held), 60)
            except Failure as failure:
                told.append(failure.word)
        self.assertEqual(told, ['LIMIT'])
        self.assertEqual(first.call('PING'), 'PONG')
        waiting = served.client()
        waiting.send(encode('PING'))
        for client in held:
            client.close()
        self.assertEqual(waiting.read(), 'PONG')
        self.assertIn('raise LimitNOFILE', served.log())

    def test_a_full_queue_is_busy_for_the_greedy_only(self):
        served = self.daemon('[limits]\nqueue-articles = 16\n')
        greedy, polite = served.client(), served.client()
        count = 2000
        sender = threading.Thread(target=lambda: greedy.send(b''.join(
            encode('SUBMIT', 'id', f'g{i}', 'text', texts.article(i, 30), 'strip', 'no') for i in range(count))))
        sender.start()
        words = []
        reader = threading.Thread(target=lambda: words.extend(greedy.read() for _ in range(count)))
        reader.start()
        for i in range(20):
            self.assertEqual(polite.submit(id=f'p{i}', text=texts.article(f'p{i}', 30), strip='no')['status'], 'new')
            self.assertGreater(polite.map('DOC', f'key:p{i}')['id'], 0)
        sender.join()
        reader.join()
        busy = [word for word in words if isinstance(word, Failure)]
        self.assertEqual({failure.word for failure in busy}, {'BUSY'})
        self.assertLess(len(busy), count)
        for failure in busy:
            self.assertTrue(10 <= int(str(failure).split(' ')[1]) <= 5000)
        self.assertEqual(served.client().info('queue')['queued_submissions'], '0')

    def admitted(self, served):
        with served.client() as client:
            try:
                return client.call('PING') == 'PONG'
            except (Failure, Closed, OSError):
                return False

    def test_a_client_that_never_reads_is_dropped_and_others_are_served(self):
        self.client.submit(**texts.fields(1, count=200))
        greedy = self.served.client()
        greedy.socket.settimeout(1)
        before = self.served.memory_kib()
        try:
            for _ in range(20000):
                greedy.send(encode('TEXT', 1))
        except OSError:
            pass
        self.assertEqual(self.client.call('PING'), 'PONG')
        self.assertLess(self.served.memory_kib() - before, 64 << 10)

    def test_halves_of_requests_come_together(self):
        data = encode('SUBMIT', *[part for item in texts.fields(9).items() for part in item])
        for byte in data[:40]:
            self.client.send(bytes([byte]))
        self.client.send(data[40:-1])
        self.assertEqual(self.served.client().call('PING'), 'PONG')
        self.client.send(data[-1:])
        self.assertEqual(self.client.read()[1], 1)


if __name__ == '__main__':
    harness.main()
