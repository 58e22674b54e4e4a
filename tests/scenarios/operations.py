#!/usr/bin/python3
"""What an operator sees: errors by their word, the last problem, slow requests with their stages."""
import urllib.request

import harness
import texts
from resp import Failure, pairs


class Operator(harness.Scenario):
    def test_errors_are_counted_by_their_word(self):
        client = self.daemon().client()
        for words in (('DOC', '7'), ('DOC', '8'), ('CHANGES', 'AFTER', 'x'), ('NOSUCH',), ('SELECT', '1')):
            with self.assertRaises(Failure):
                client.call(*words)
        self.assertEqual(client.info('errorstats'), {'errorstat_NOTFOUND': 'count=2', 'errorstat_BADARG': 'count=2',
                                                     'errorstat_ERR': 'count=1'})
        self.assertEqual(client.info('stats')['total_error_replies'], '5')

    def test_slow_requests_are_kept_with_their_stages(self):
        client = self.daemon('[log]\nslow = 0\n').client()
        client.submit(**texts.fields(1))
        client.map('DOC', 1)
        entries = client.call('SLOWLOG', 'GET')
        self.assertEqual([entry[3][0] for entry in entries], ['DOC', 'SUBMIT'])
        for entry in entries:
            stages = pairs(entry[6])
            self.assertEqual(list(stages), ['waited_us', 'prepared_us', 'queued_us', 'decided_us', 'replied_us'])
            self.assertEqual(sum(stages.values()), entry[2])
        submit = pairs(entries[1][6])
        self.assertGreater(submit['prepared_us'], 0)
        self.assertGreater(submit['decided_us'], 0)
        self.assertEqual(len(client.call('SLOWLOG', 'GET', 1)), 1)
        self.assertEqual(client.call('SLOWLOG', 'LEN'), 2)
        self.assertEqual(client.call('SLOWLOG', 'RESET'), 'OK')
        self.assertEqual(client.call('SLOWLOG', 'GET', -1), [])
        with self.assertRaises(Failure):
            client.call('SLOWLOG', 'GET', 'many')

    def test_quick_ones_are_not_and_redis_reads_them(self):
        served = self.daemon('[log]\nslow = 1h\n')
        client = served.client()
        client.submit(**texts.fields(1))
        self.assertEqual(client.call('SLOWLOG', 'LEN'), 0)
        try:
            import redis
        except ImportError:
            return
        served = self.daemon('[log]\nslow = 0\n')
        with redis.Redis(host='127.0.0.1', port=served.port) as other:
            with self.assertRaises(redis.ResponseError):
                other.execute_command('DOC', '1')
            self.assertEqual(other.slowlog_get()[0]['command'], b'DOC 1')

    def test_slow_pages_are_told_of_too(self):
        port = harness.free_port()
        client = self.daemon('[log]\nslow = 0\n', http=f'127.0.0.1:{port}').client()
        with urllib.request.urlopen(f'http://127.0.0.1:{port}/api/v1/clusters', timeout=60) as answer:
            self.assertEqual(answer.status, 200)
        entry = client.call('SLOWLOG', 'GET', 1)[0]
        self.assertEqual((entry[3], entry[4]), (['CLUSTERS'], '127.0.0.1'))

    def test_batches_are_counted(self):
        client = self.daemon().client()
        for number in range(3):
            client.submit(**texts.fields(number))
        self.assertEqual(client.info('store')['commit_articles_p99'], '1')

    def test_the_last_problem_is_told(self):
        served = self.daemon('[limits]\nclients = 2\n')
        client = served.client()
        self.assertEqual(client.info('log')['last_problem'], '')
        held = served.client()
        held.call('PING')
        extra = served.client()
        self.assertEqual(extra.read().word, 'LIMIT')
        told = client.info('log')
        self.assertIn('limits.clients is reached', told['last_problem'])
        self.assertEqual((told['log_warnings'], told['log_errors']), ('1', '0'))


if __name__ == '__main__':
    harness.main()
