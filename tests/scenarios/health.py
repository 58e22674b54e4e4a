#!/usr/bin/python3
"""Metrics and health over HTTP, beside a daemon that works; and clients of that port that misbehave."""
import http.client
import json
import os
import re
import socket
import subprocess

import harness
import resp
import texts

METRIC = re.compile(r'^([a-z_]+)(\{[^}]*\})? (-?[0-9.e+-]+|\+Inf|NaN)$')


class Health(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.port = harness.free_port()
        self.served = self.daemon(http=f'127.0.0.1:{self.port}')

    def get(self, path, method='GET', body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        connection.request(method, path, body)
        response = connection.getresponse()
        try:
            return response.status, response.read().decode()
        finally:
            connection.close()

    def metrics(self):
        """{name with labels: number}, every line being a comment or a sample."""
        status, text = self.get('/metrics')
        self.assertEqual(status, 200)
        lines = [line for line in text.splitlines() if not line.startswith('#')]
        self.assertTrue(all(METRIC.match(line) for line in lines), text)
        return {line.rsplit(' ', 1)[0]: float(line.rsplit(' ', 1)[1]) for line in lines}

    def test_health_is_told(self):
        for path in ('/healthz', '/readyz'):
            self.assertEqual(self.get(path)[0], 200, path)
        self.assertEqual(self.get('/nowhere')[0], 404)
        self.assertIn(self.get('/metrics', 'POST', 'x' * 100)[0], (405, 501))

    def test_metrics_count_what_happens(self):
        before = self.metrics()
        with self.served.client() as client:
            for seed in (1, 2, 1):
                client.submit(**texts.fields(seed))
            client.submit(**{**texts.fields(1, 'b.example'), 'id': 'copy'})
        after = self.metrics()
        rises = {'submits_total{status="new"}': 2, 'submits_total{status="exact"}': 1, 'repeats_total': 1, 'articles': 3,
                 'clusters': 2, 'submit_duration_seconds_count': 4}
        for name, rise in rises.items():
            self.assertEqual(after['shingled_' + name] - before['shingled_' + name], rise, name)
        self.assertTrue(all(name.startswith(('shingled_', 'process_')) for name in after), after)

    def test_monitoring_is_clean_and_of_one_piece(self):
        """promtool has nothing to say; alerts and dashboard name only metrics that there are."""
        text = self.get('/metrics')[1]
        known = set(re.findall(r'^# TYPE ([a-z_]+)', text, re.M)) | {'up'}
        folder = os.path.join(harness.ROOT, 'doc/monitoring')
        for name in ('alerts.yml', 'grafana.json'):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                named = set(re.findall(r'\b(?:shingled|process)_[a-z_]+[a-z]', file.read()))
            self.assertGreater(len(named), 10)
            self.assertFalse({re.sub('_(bucket|count|sum)$', '', one) for one in named} - known - {'shingled_build_info'}, name)
        with open(os.path.join(folder, 'grafana.json'), encoding='utf-8') as file:
            self.assertGreater(len(json.load(file)['panels']), 10)
        self.need('promtool')
        for words, data in ((['metrics'], text), (['rules', os.path.join(folder, 'alerts.yml')], None)):
            run = subprocess.run(['promtool', 'check', *words], input=data, capture_output=True, text=True)
            self.assertEqual((run.returncode, run.stderr), (0, ''), run.stdout)

    def test_what_limits_take_off_is_counted(self):
        before = self.metrics()
        body = texts.fields(1)['text']
        with self.served.client() as client:
            client.submit(html=f'<p {"a=1 " * 130}>{body}</p>', id='broad')
            client.submit(html=f'<p>{body}</p>', id='plain')
            with self.assertRaisesRegex(resp.Failure, 'NOARTICLE'):
                client.submit(html=f'<nav {"a=1 " * 129}><a href=/>Home</a></nav>')
            info = client.info()
        after = self.metrics()
        for name, rise in {'pages_shed_total': 2, 'shed_total{kind="attributes"}': 3, 'shed_total{kind="depth"}': 0}.items():
            self.assertEqual(after['shingled_' + name] - before['shingled_' + name], rise, name)
        self.assertEqual((info['pages_shed'], info['shed_attributes'], info['shed_json']), ('2', '3', '0'))

    def test_bad_clients_are_refused_and_the_daemon_goes_on(self):
        for data in (b'\x00\xff\r\n\r\n', b'GET /metrics\r\n\r\n', b'G' * 100000,
                     b'GET / HTTP/1.1\r\n' + b'a: b\r\n' * 5000,
                     b'POST /metrics HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n', b'GET /' + b'%2e' * 9000):
            with socket.create_connection(('127.0.0.1', self.port), 60) as client:
                try:
                    client.sendall(data)
                    client.shutdown(socket.SHUT_WR)
                    while client.recv(65536):
                        pass
                except OSError:
                    pass
        self.assertEqual(self.get('/healthz')[0], 200)
        self.assertEqual(self.served.client().call('PING'), 'PONG')


if __name__ == '__main__':
    harness.main()
