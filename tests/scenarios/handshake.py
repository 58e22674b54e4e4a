#!/usr/bin/python3
"""What clients say before they say anything: by hand, by redis-cli, by redis-benchmark, by python3-redis."""
import subprocess

import harness
import texts
from resp import Closed, Client, Failure, encode, pairs


class ByHand(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()

    def test_greetings_are_answered(self):
        call = self.client.call
        self.assertEqual(call('PING'), 'PONG')
        self.assertEqual(call('ping', 'here'), 'here')
        self.assertEqual(call('ECHO', 'a b'), 'a b')
        self.assertEqual(call('SELECT', '0'), 'OK')
        self.assertEqual(call('CLIENT', 'SETINFO', 'LIB-NAME', 'scenario'), 'OK')
        self.assertEqual(call('CLIENT', 'SETINFO', 'LIB-VER', '1.0'), 'OK')
        self.assertEqual(call('CLIENT', 'SETNAME', 'crawler-7'), 'OK')
        self.assertEqual(call('CLIENT', 'GETNAME'), 'crawler-7')
        self.assertIn('name=crawler-7', call('CLIENT', 'LIST'))
        self.assertIn('name=crawler-7', call('CLIENT', 'INFO'))
        self.assertGreater(call('CLIENT', 'ID'), 0)
        self.assertEqual(call('COMMAND', 'COUNT'), len(call('COMMAND')))
        self.assertIn('redis_version', self.client.info('server'))
        self.assertEqual(call('RESET'), 'RESET')
        self.assertIsNone(call('CLIENT', 'GETNAME') or None)
        self.assertEqual(call('QUIT'), 'OK')
        self.assertTrue(self.client.ends())

    def test_command_docs_tell_every_command(self):
        docs = self.client.map('COMMAND', 'DOCS')
        self.assertEqual(len(docs), self.client.call('COMMAND', 'COUNT'))
        for name, doc in docs.items():
            doc = pairs(doc)
            self.assertTrue(doc['summary'], name)
            self.assertTrue(doc['complexity'], name)

    def test_hello_chooses_the_protocol(self):
        for version in (2, 3, 2):
            hello = self.client.map('HELLO', version)
            self.assertEqual(hello['proto'], version)
        self.assertIsInstance(self.client.call('HELLO', 3), dict)
        self.assertIsInstance(self.client.call('CONFIG', 'GET', 'store.*'), dict)
        with self.assertRaises(Failure) as refused:
            self.client.call('HELLO', 4)
        self.assertEqual(refused.exception.word, 'NOPROTO')
        self.assertEqual(self.client.call('PING'), 'PONG')

    def test_config_is_readable(self):
        values = self.client.map('CONFIG', 'GET', 'limits.*')
        self.assertIn('limits.article-size', values)
        self.assertEqual(self.client.call('CONFIG', 'GET', 'no-such-thing'), [])

    def test_inline_commands_and_both_sockets(self):
        self.client.send(b'PING\r\necho "two words"\n\r\nPING\r\n')
        self.assertEqual([self.client.read() for _ in range(3)], ['PONG', 'two words', 'PONG'])
        self.assertEqual(self.served.client(tcp=False).call('PING'), 'PONG')

    def test_auth_without_users_is_refused_in_words(self):
        for words in (('AUTH', 'secret'), ('AUTH', 'name', 'secret')):
            with self.assertRaises(Failure):
                self.client.call(*words)
        self.assertEqual(self.client.call('PING'), 'PONG')

    def test_shutdown_ends_the_daemon_in_order(self):
        self.client.submit(**texts.fields(1))
        self.client.send(encode('SHUTDOWN'))
        try:
            self.client.read()
        except Closed:
            pass
        self.assertEqual(self.served.wait(), 0)
        with self.assertRaises(ConnectionRefusedError):
            Client(('127.0.0.1', self.served.port))
        self.assertEqual(self.served.check()[0], 0)


class RedisTools(harness.Scenario):
    def run_tool(self, *words):
        return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def test_redis_cli(self):
        self.need('redis-cli')
        served = self.daemon()
        for flags in ((), ('-3',)):
            tool = ('redis-cli', '-p', str(served.port), *flags)
            self.assertEqual(self.run_tool(*tool, 'PING').stdout, 'PONG\n')
            run = self.run_tool(*tool, 'SUBMIT', *[part for item in texts.fields(5).items() for part in item])
            self.assertEqual(run.returncode, 0)
            self.assertIn('status', run.stdout)
            self.assertIn('made-5', self.run_tool(*tool, 'DOC', 'key:made-5').stdout)
            self.assertIn('NOTFOUND', self.run_tool(*tool, 'DOC', '999').stdout)
        run = subprocess.run(['redis-cli', '-p', str(served.port), '--pipe'], capture_output=True, text=True,
                             input=encode('PING').decode() * 50)
        self.assertIn('errors: 0, replies: 5', run.stdout)

    def test_redis_benchmark(self):
        self.need('redis-benchmark')
        served = self.daemon()
        fields = texts.fields(6)
        words = [part for name in ('text', 'strip') for part in (name, fields[name])]
        run = self.run_tool('redis-benchmark', '-p', str(served.port), '-n', '400', '-c', '8', '-P', '8',
                            '-r', '100000', '--csv', 'SUBMIT', 'id', 'bench-__rand_int__', *words)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertNotIn('ERR', run.stderr + run.stdout)
        cluster = served.client().call('MEMBERS', '1')
        self.assertGreater(len(cluster), 300)


class PythonRedis(harness.Scenario):
    def test_python_redis(self):
        try:
            import redis
        except ImportError:
            self.skipTest('python3-redis is not installed')
        served = self.daemon()
        for client in (redis.Redis(host='127.0.0.1', port=served.port, client_name='scenario', decode_responses=True),
                       redis.Redis(unix_socket_path=served.unix, decode_responses=True)):
            with client:
                self.assertTrue(client.ping())
                words = [part for item in texts.fields(7).items() for part in item]
                answer = pairs(client.execute_command('SUBMIT', *words))
                self.assertEqual(answer['status'], 'new')
                with client.pipeline(transaction=False) as pipe:
                    for seed in range(8, 16):
                        pipe.execute_command('SUBMIT', *[part for item in texts.fields(seed).items() for part in item])
                    ids = [pairs(answer)['id'] for answer in pipe.execute()]
                self.assertEqual(len(set(ids)), 8)
                self.assertIn('store.path', client.config_get('store.*'))
                self.assertGreater(client.info()['connected_clients'], 0)
                with self.assertRaises(redis.ResponseError):
                    client.execute_command('DOC', '12345')


if __name__ == '__main__':
    harness.main()
