#!/usr/bin/python3
"""nginx in front of the HTTP port, by the settings of examples/nginx: bulk requests pass whole, in either way of buffering."""
import http.client
import json
import os
import re
import signal
import subprocess
import time

import harness
import texts

LINES = 20000 if harness.LONG else 6000  # some 2,000 are what socket buffers hide
SETTINGS = os.path.join(harness.ROOT, 'examples/nginx/shingled.conf')


class Nginx(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.need('nginx')
        self.behind, self.port = harness.free_port(), harness.free_port()
        self.served = self.daemon(http=f'127.0.0.1:{self.behind}')
        self.nginx = None

    def tearDown(self):
        if self.nginx:
            self.nginx.send_signal(signal.SIGTERM)
            self.nginx.wait(harness.STOP_S)
        super().tearDown()

    def front(self, change=lambda text: text):
        """Starts nginx with the example's second server, without its certificates."""
        with open(SETTINGS, encoding='utf-8') as file:
            text = file.read().replace('127.0.0.1:7626', f'127.0.0.1:{self.behind}')
        upstream, _, server = re.split(r'(?m)^(?=server \{)', text)
        server = re.sub(r'listen 443[^;]*', f'listen 127.0.0.1:{self.port}', re.sub(r'(?m)^ *(ssl_|listen \[).*\n', '', server))
        place = {name: os.path.join(self.folder, name) for name in ('nginx.conf', 'nginx.log', 'nginx.pid', 'bodies')}
        with open(place['nginx.conf'], 'w', encoding='utf-8') as out:
            out.write(f'daemon off; master_process off; pid {place["nginx.pid"]}; error_log {place["nginx.log"]};\nevents {{}}\n'
                      f'http {{ access_log off; client_body_temp_path {place["bodies"]};\n{change(upstream + server)} }}\n')
        self.nginx = subprocess.Popen(['nginx', '-e', place['nginx.log'], '-c', place['nginx.conf']], stdin=subprocess.DEVNULL)
        until = time.monotonic() + harness.START_S
        while True:
            try:
                return self.ask('GET', '/healthz')
            except ConnectionError:
                self.assertIsNone(self.nginx.poll(), 'nginx ended')
                self.assertLess(time.monotonic(), until)

    def ask(self, method, path, body=None, fields=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=120)
        try:
            connection.request(method, path, body, {'Host': 'localhost', **(fields or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def bulk(self):
        lines = [json.dumps(texts.fields(number, count=2)).encode() + b'\n' for number in range(LINES)]
        status, body = self.ask('POST', '/api/v1/articles', b''.join(lines), {'Content-Type': 'application/x-ndjson'})
        self.assertEqual(status, 200)
        self.assertEqual([json.loads(line)['key'] for line in body.splitlines()], [f'made-{number}' for number in range(LINES)])

    def test_bulk_by_the_example(self):
        self.assertEqual(self.front()[0], 200)
        self.bulk()

    def test_bulk_with_bodies_collected_first(self):
        self.front(lambda text: text.replace('proxy_request_buffering off', 'proxy_request_buffering on'))
        self.bulk()

    def test_bulk_with_nginx_as_it_comes(self):
        self.front(lambda text: re.sub(r'(?m)^ *proxy_(?!pass|set_header Host).*\n', '', text))
        self.bulk()

    def test_bulk_is_cut_where_nginx_hides_itself(self):
        """What the field is for: nginx sends no more of a body once its answer has begun."""
        self.front(lambda text: re.sub(r'.*X-Forwarded-For.*\n', '', text))
        with self.assertRaises((http.client.IncompleteRead, AssertionError, ConnectionError)):
            self.bulk()


if __name__ == '__main__':
    harness.main()
