#!/usr/bin/python3
"""The JSON API against doc/openapi.yaml and against the same commands over RESP; and clients that misbehave."""
import gzip
import http.client
import json
import os
import re
import resource
import select
import signal
import socket
import ssl
import threading
import time
import urllib.parse

import access
import encryption
import harness
import texts

try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = yaml = None

JSON = {'Content-Type': 'application/json'}
NDJSON = {'Content-Type': 'application/x-ndjson'}


def escaped(ref):
    return urllib.parse.quote(ref, safe='')


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Api(harness.Scenario):
    SETTINGS = ''
    TLS = False  # api_tls.py runs what is here over TLS too

    def setUp(self):
        super().setUp()
        self.serve(self.SETTINGS)

    def serve(self, settings):
        self.port = harness.free_port()
        address = f'127.0.0.1:{self.port}'
        if not self.TLS:
            self.served = self.daemon(settings, http=address)
            return
        self.need('openssl')
        pem, key = encryption.make_certificate(self.folder, 'server')
        self.context = ssl.create_default_context(cafile=pem)
        self.served = self.daemon(f'[listen]\nhttps = {address}\n[tls]\ncertificate = {pem}\nkey = {key}\n{settings}')

    def connection(self):
        if self.TLS:
            return http.client.HTTPSConnection('127.0.0.1', self.port, timeout=60, context=self.context)
        return http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)

    def socket(self, source=''):
        plain = socket.create_connection(('127.0.0.1', self.port), 60, (source, 0))
        return self.context.wrap_socket(plain, server_hostname='localhost') if self.TLS else plain

    def ask(self, method, path, body=None, fields=None):
        connection = self.connection()
        try:
            connection.request(method, path, body, fields or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **fields):
        return self.ask('GET', path, None, {name.replace('_', '-'): value for name, value in fields.items()})

    def post(self, path, value, **fields):
        body = value if isinstance(value, (bytes, str)) else json.dumps(value)
        return self.ask('POST', path, body, {**JSON, **{name.replace('_', '-'): text for name, text in fields.items()}})

    def submit(self, **fields):
        answer = self.post('/api/v1/articles', fields)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def raw(self, data, half_close=False):
        """Everything that the server says to these bytes."""
        with self.socket() as client:
            try:
                client.sendall(data)
                if half_close:
                    client.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            said = b''
            try:
                while piece := client.recv(65536):
                    said += piece
            except OSError:
                pass
            return said

    def problem(self, answer, status, code):
        self.assertEqual(answer.status, status, answer.body)
        self.assertEqual(answer.fields['content-type'], 'application/problem+json')
        self.assertEqual((answer.json['status'], answer.json['code']), (status, code), answer.body)
        return answer.json


class Description(Api):
    """doc/openapi.yaml holds for what the server really answers, and names all that it serves."""

    def setUp(self):
        if not yaml:
            self.skipTest('python3-yaml and python3-jsonschema are not installed')
        super().setUp()
        with open(os.path.join(harness.ROOT, 'doc/openapi.yaml'), encoding='utf-8') as page:
            self.openapi = yaml.safe_load(page)
        self.seen = set()

    def resolve(self, node):
        while isinstance(node, dict) and '$ref' in node:
            at = self.openapi
            for part in node['$ref'][2:].split('/'):
                at = at[part]
            node = at
        return node

    def checked(self, method, template, answer):
        operation = self.openapi['paths'][template][method.lower()]
        response = self.resolve(operation['responses'].get(str(answer.status), operation['responses']['default']))
        kind = answer.fields['content-type'].split(';')[0]
        self.assertIn(kind, response['content'], f'{method} {template}: {answer.status} {answer.body[:200]}')
        schema = {**response['content'][kind]['schema'], 'components': self.openapi['components']}
        values = [answer.body.decode()] if kind.startswith('text/') else (
            [json.loads(line) for line in answer.body.splitlines()] if kind == 'application/x-ndjson' else [answer.json])
        for value in values:
            jsonschema.Draft202012Validator(schema).validate(value)
        self.seen.add((method, template, answer.status // 100, kind))
        return values[0] if len(values) == 1 else values

    def call(self, method, template, path=None, body=None, fields=None, want=200):
        answer = self.ask(method, path or template, json.dumps(body) if isinstance(body, dict) else body,
                          {**(JSON if body is not None else {}), **(fields or {})})
        self.assertEqual(answer.status, want, answer.body)
        return self.checked(method, template, answer)

    def test_paths_are_the_servers(self):
        with open(os.path.join(harness.ROOT, 'daemon/api_route.c'), encoding='utf-8') as source:
            served = set(re.findall(r'\{HTTP_([A-Z]+), "(/api/[^"]+)"', source.read()))
        told = {(method.upper(), path) for path, item in self.openapi['paths'].items()
                for method in item if method in ('get', 'post', 'put', 'delete', 'patch')}
        self.assertEqual(served, told)
        self.assertGreater(len(served), 10)

    def test_answers_are_as_described(self):
        art = '/api/v1/articles'
        page = texts.fields(1, 'a.example')
        self.assertEqual(self.call('POST', art, body=page)['status'], 'new')
        self.assertEqual(self.call('POST', art, body={**page, 'id': 'b', 'url': 'https://b.example/1'})['status'], 'exact')
        self.call('POST', art, art + '?' + urllib.parse.urlencode({'url': 'https://c.example/x', 'id': 'c d/é'}),
                  texts.article(2), {'Content-Type': 'text/plain; charset=utf-8'})
        self.call('POST', art, body='<p>' + texts.article(3) + '</p>', fields={'Content-Type': 'text/html'})
        lines = ''.join(json.dumps(line) + '\n' for line in (texts.fields(4), {'id': 'none'}, texts.fields(5)))
        told = self.call('POST', art, body=lines, fields=NDJSON)
        self.assertEqual([line.get('status') for line in told], ['new', 400, 'new'])
        self.assertEqual(told[1]['line'], 2)
        self.call('POST', art, body={'id': 'no page'}, want=400)
        self.call('GET', art, art + '?count=2')
        self.call('GET', art, art + '?count=x', want=400)
        self.call('POST', '/api/v1/check', body=page)
        trial = self.call('POST', '/api/v1/check', '/api/v1/check?explain=true', {**page, 'url': 'https://z.example/'})
        self.assertIn('trial', trial)
        self.call('POST', '/api/v1/check', body='{"text": "x"', want=400)
        self.call('POST', '/api/v1/check', body=lines, fields=NDJSON)
        self.call('POST', '/api/v1/explain-page', body='<p>' + texts.article(3) + '</p><nav>Home</nav>',
                  fields={'Content-Type': 'text/html'})
        self.call('POST', '/api/v1/explain-page', body={'id': 'x'}, want=400)
        one = art + '/{ref}'
        for ref in ('1', 'key:c d/é', 'https://b.example/1'):
            self.call('GET', one, f'{art}/{escaped(ref)}')
        self.call('GET', one, art + '/99', want=404)
        self.assertEqual(self.call('GET', one + '/text', art + '/1/text')['text'], page['text'])
        self.call('GET', one + '/text', art + '/1/text', fields={'Accept': 'text/plain'})
        self.call('GET', one + '/text', art + '/99/text', want=404)
        self.assertEqual(len(self.call('GET', one + '/members', art + '/1/members')['members']), 2)
        self.assertEqual([row['id'] for row in self.call('GET', one + '/members', art + '/1/members?after=1&count=5')['members']], [2])
        self.call('GET', one + '/members', art + '/1/members?count=0', want=400)
        self.call('GET', one + '/members', art + '/x/members', want=404)
        self.assertEqual(self.call('GET', one + '/similar', art + '/1/similar?count=3')['similar'][0]['id'], 2)
        self.call('GET', one + '/similar', art + '/99/similar', want=404)
        shared = self.call('GET', '/api/v1/explain', '/api/v1/explain?a=1&b=key%3Ab')
        self.assertTrue(shared['passages'])
        self.call('GET', '/api/v1/explain', '/api/v1/explain?a=1&b=3&measures=true')
        self.assertEqual(self.call('GET', '/api/v1/explain', '/api/v1/explain?a=1&b=1&runs=true')['runs'][0]['kind'], 'both')
        self.call('GET', '/api/v1/explain', '/api/v1/explain?a=1', want=400)
        self.assertEqual(self.call('GET', '/api/v1/clusters', '/api/v1/clusters?min_size=2')['clusters'][0]['size'], 2)
        self.call('GET', '/api/v1/clusters', '/api/v1/clusters?sise=2', want=400)
        largest = self.call('GET', '/api/v1/clusters', '/api/v1/clusters?sort=size&title=' + escaped(page['title'].split()[0].lower()))
        self.assertEqual([(one['size'], one['sources']) for one in largest['clusters']], [(2, 1)])
        self.assertEqual(self.call('GET', '/api/v1/clusters', '/api/v1/clusters?title=nowhere')['clusters'], [])
        self.call('GET', '/api/v1/clusters', '/api/v1/clusters?sort=x', want=400)
        self.assertEqual(self.call('GET', '/api/v1/sources')['sources'][0]['source'], 'a.example')
        self.call('GET', '/api/v1/sources', '/api/v1/sources?count=0', want=400)
        self.call('GET', '/api/v1/clusters/{ref}', '/api/v1/clusters/1')
        self.call('GET', '/api/v1/clusters/{ref}', '/api/v1/clusters/99', want=404)
        self.assertEqual(self.call('GET', '/api/v1/changes', '/api/v1/changes?after=0')['changes'][0]['event'], 'new')
        self.call('GET', '/api/v1/changes', want=400)
        self.assertTrue(self.call('POST', '/api/v1/link', body={'a': 1, 'b': 3})['changed'])
        self.call('POST', '/api/v1/link', body={'a': 1}, want=400)
        self.call('POST', '/api/v1/unlink', body={'a': '3', 'b': 1})
        self.call('POST', '/api/v1/unlink', body={'b': 1}, want=400)
        self.assertEqual(self.call('DELETE', one, art + '/3')['removed'], 1)
        self.call('DELETE', one, art + '/3', want=404)
        self.assertEqual(self.call('POST', '/api/v1/forget', body={'refs': [2, 'key:nobody']})['removed'], 1)
        self.assertEqual(self.call('POST', '/api/v1/forget', body={'refs': ['SOURCE', 'a.example']})['removed'], 0)
        self.call('POST', '/api/v1/forget', body={'refs': ['1\n2']}, want=400)
        self.call('POST', '/api/v1/forget', body={'source': 'a.example'})
        self.call('POST', '/api/v1/expire', body={'before': '2001-01-01', 'by': 'arrival'})
        self.call('POST', '/api/v1/expire', body={'by': 'arrival'}, want=400)
        operations = {(method.upper(), path) for path, item in self.openapi['paths'].items()
                      for method in item if method in ('get', 'post', 'delete')}
        for kind in (2, 4):
            self.assertEqual({(m, p) for m, p, status, _ in self.seen if status == kind}, operations, kind)


class Faces(Api):
    def test_both_faces_tell_the_same(self):
        self.submit(**texts.fields(1))
        self.submit(**{**texts.fields(1), 'id': 'two', 'url': 'https://b.example/'})
        with self.served.client() as client:
            doc = client.doc(1) if hasattr(client, 'doc') else None
            if doc:
                shown = self.get('/api/v1/articles/1').json
                self.assertEqual({name: shown[name] for name in doc}, doc)
            self.assertEqual(client.call('TEXT', 1).encode() if isinstance(client.call('TEXT', 1), str) else
                             client.call('TEXT', 1), self.get('/api/v1/articles/1/text').json['text'].encode())

    def test_ids_of_any_bytes(self):
        for number, key in enumerate(('a/b', 'x y', 'ü', 'a\nb', '\x01', '%', '日本')):
            self.submit(**{**texts.fields(number), 'id': key})
            answer = self.get('/api/v1/articles/' + escaped('key:' + key))
            self.assertEqual((answer.status, answer.json['key']), (200, key))
        for path in ('key:%', 'key:%4', 'key:%zz', '%'):
            self.assertEqual(self.get('/api/v1/articles/' + path).status, 400, path)
        for path in ('key:%ff%fe%00', 'key:', '%00', '0', '-1', '18446744073709551616'):
            self.assertEqual(self.get('/api/v1/articles/' + path).status, 404, path)

    def test_texts_that_are_no_utf8_come_out_as_json(self):
        page = b'<meta charset=utf-8><p>' + texts.article(1).encode() + b' \xff\xfe</p>'
        answer = self.ask('POST', '/api/v1/articles?id=%ff', page, {'Content-Type': 'text/html'})
        self.assertEqual((answer.status, answer.json['key']), (200, '�'), answer.body)
        self.assertEqual(self.get('/api/v1/articles/key:%ff').json['key'], '�')

    def test_tags_packing_and_head(self):
        self.submit(**texts.fields(1))
        whole = self.get('/api/v1/articles/1/text')
        again = self.get('/api/v1/articles/1/text', If_None_Match=whole.fields['etag'])
        self.assertEqual((again.status, again.body, again.fields['etag']), (304, b'', whole.fields['etag']))
        packed = self.get('/api/v1/articles/1/text', Accept_Encoding='br, gzip;q=0.5')
        self.assertEqual(packed.fields['content-encoding'], 'gzip')
        self.assertEqual(gzip.decompress(packed.body), whole.body)
        self.assertNotIn('content-encoding', self.get('/api/v1/articles/1/text', Accept_Encoding='gzip;q=0').fields)
        head = self.ask('HEAD', '/api/v1/articles/1/text')
        self.assertEqual((head.status, head.body, head.fields['content-length']), (200, b'', str(len(whole.body))))

    def test_methods_hosts_and_origins(self):
        answer = self.ask('PATCH', '/api/v1/articles')
        self.assertEqual((answer.status, set(answer.fields['allow'].split(', '))), (405, {'GET', 'HEAD', 'POST'}))
        self.problem(self.get('/api/v1/clusters', Host='evil.example'), 421, 'NOPERM')
        self.problem(self.get('/', Host='evil.example:80'), 421, 'NOPERM')
        for host in ('localhost:1', '127.0.0.1', '[::1]:7626', '10.0.0.1:80'):
            self.assertEqual(self.get('/api/v1/clusters', Host=host).status, 200, host)
        self.assertEqual(self.get('/metrics', Host='monitor.example').status, 200)
        for name, value in (('Origin', 'https://evil.example'), ('Origin', 'null'), ('Sec_Fetch_Site', 'cross-site')):
            self.problem(self.post('/api/v1/articles', texts.fields(1), **{name: value}), 403, 'NOPERM')
        here = {'Origin': f'http://127.0.0.1:{self.port}', 'Sec_Fetch_Site': 'same-origin'}
        self.assertEqual(self.post('/api/v1/articles', texts.fields(1), **here).status, 200)
        self.problem(self.post('/api/v1/articles', 'a=b', Content_Type='application/x-www-form-urlencoded'), 415, 'UNKNOWN')
        self.problem(self.get('/api/v2/x'), 404, 'NOTFOUND')
        self.problem(self.get('/api/v1/articles/' + 'x/' * 20), 404, 'NOTFOUND')

    def test_connections_stay(self):
        connection = self.connection()
        connection.connect()
        first = connection.sock
        for _ in range(20):
            connection.request('GET', '/api/v1/clusters')
            self.assertEqual(connection.getresponse().read(), b'{"clusters":[],"cursor":null}')
        self.assertIs(connection.sock, first)
        connection.close()
        one = b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
        said = self.raw(one * 5 + one.replace(b'\r\n\r\n', b'\r\nConnection: close\r\n\r\n'))
        self.assertEqual(said.count(b'HTTP/1.1 200 OK'), 6)


class Bulk(Api):
    def lines(self, body, **fields):
        answer = self.ask('POST', '/api/v1/articles', body, {**NDJSON, **fields})
        self.assertEqual(answer.status, 200)
        return [json.loads(line) for line in answer.body.splitlines()]

    def test_answers_come_in_order(self):
        items = [texts.fields(i % 50) | {'id': f'n{i}', 'url': f'https://s{i}.example/'} for i in range(400)]
        told = self.lines('\n'.join(json.dumps(item) for item in items))
        self.assertEqual([line['key'] for line in told], [item['id'] for item in items])
        self.assertEqual([line['status'] for line in told], ['new'] * 50 + ['exact'] * 350)

    def test_lines_that_are_wrong_have_their_numbers(self):
        good = json.dumps(texts.fields(1)).encode()
        told = self.lines(b'\n'.join((good, b'', b'{', b'\xff\xfe', b'[' * 5000, b'  ', b'"x"', good)) + b'\n\n')
        self.assertEqual([line.get('line') for line in told], [None, 3, 4, 5, 7, None])
        self.assertEqual({line['code'] for line in told if 'code' in line}, {'SYNTAX'})
        self.assertEqual(self.lines(b''), [])

    def test_answers_come_while_it_is_sent(self):
        with self.socket() as client:
            client.sendall(b'POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n'
                           b'Content-Type: application/x-ndjson\r\n\r\n')
            stream = client.makefile('rb')
            while stream.readline() != b'\r\n':
                pass
            for number in range(5):
                line = json.dumps(texts.fields(number)).encode() + b'\n'
                client.sendall(b'%x\r\n%s\r\n' % (len(line), line))
                size = int(stream.readline(), 16)
                self.assertEqual(json.loads(stream.read(size))['key'], f'made-{number}')
                stream.readline()
            client.sendall(b'0\r\n\r\n')
            self.assertEqual(stream.readline(), b'0\r\n')

    def test_who_waits_with_lines_is_told_to_go_on_first(self):
        line = json.dumps(texts.fields(1)).encode() + b'\n'
        with self.socket() as client:
            client.sendall(b'POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n'
                           b'Content-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n' % len(line))
            stream = client.makefile('rb')
            self.assertEqual([stream.readline(), stream.readline()], [b'HTTP/1.1 100 Continue\r\n', b'\r\n'])
            client.sendall(line)
            self.assertEqual(stream.readline(), b'HTTP/1.1 200 OK\r\n')
            while stream.readline() != b'\r\n':
                pass
            size = int(stream.readline(), 16)
            self.assertEqual(json.loads(stream.read(size))['key'], 'made-1')
            self.assertEqual([stream.readline(), stream.readline()], [b'\r\n', b'0\r\n'])


class Proxied(Api):
    """Bulk requests that came through a proxy; nginx.py has one."""

    def begin_lines(self, *fields):
        """A request for bulk whose body is still to come, in chunks."""
        client = socket.create_connection(('127.0.0.1', self.port), 60)
        client.sendall(b'POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n'
                       b'Content-Type: application/x-ndjson\r\n' + b''.join(fields) + b'\r\n')
        return client

    @staticmethod
    def send_lines(client, lines):
        client.sendall(b'%x\r\n%s\r\n' % (len(lines), lines))

    def lines_of_stream(self, stream):
        """The answers of a stream in chunks, from its first line on."""
        self.assertEqual(stream.readline(), b'HTTP/1.1 200 OK\r\n')
        while stream.readline() != b'\r\n':
            pass
        parts = []
        while size := int(stream.readline(), 16):
            parts.append(stream.read(size))
            stream.readline()
        return [json.loads(line) for line in b''.join(parts).splitlines()]

    def test_answers_wait_for_the_end_of_what_comes_through_a_proxy(self):
        for field in (b'Via: 1.1 proxy\r\n', b'Forwarded: for=192.0.2.1\r\n', b'X-Forwarded-For: 192.0.2.1\r\n'):
            with self.begin_lines(field) as client, client.makefile('rb') as stream:
                before = self.get('/api/v1/articles?count=1000').json
                first = json.dumps(texts.fields(len(before['articles']))).encode() + b'\n'
                self.send_lines(client, first)
                while len(self.get('/api/v1/articles?count=1000').json['articles']) == len(before['articles']):
                    pass
                self.assertEqual(select.select([client], [], [], 0)[0], [])  # it is kept, and nothing is said of it yet
                self.send_lines(client, b'{}\n' * 50000)  # answers of 8 MB, more than a stream may leave unread
                self.assertEqual(select.select([client], [], [], 0)[0], [])
                client.sendall(b'0\r\n\r\n')
                told = self.lines_of_stream(stream)
                self.assertEqual([told[0]['status'], *(line['line'] for line in told[1:])], ['new', *range(2, 50002)])

    def test_too_many_answers_are_not_held(self):
        with self.begin_lines(b'Via: 1.1 proxy\r\n') as client, client.makefile('rb') as stream:
            sent = 130000
            self.send_lines(client, b'{}\n' * sent)
            self.assertTrue(select.select([client], [], [], 60)[0])
            client.sendall(b'0\r\n\r\n')
            told = self.lines_of_stream(stream)
        self.assertEqual([line['line'] for line in told], list(range(1, sent + 1)))
        self.assertGreater(sum(len(json.dumps(line, separators=(',', ':'))) + 1 for line in told), 16 << 20)


class SmallBulk(Bulk):
    SETTINGS = '[limits]\narticle-size = 64K\nqueue-articles = 16\n'

    def test_answers_come_in_order(self):  # with a queue that is always full
        items = [texts.fields(i, count=2) | {'id': f'n{i}'} for i in range(200)]
        told = self.lines('\n'.join(json.dumps(item) for item in items))
        self.assertEqual([line.get('status') for line in told], ['new'] * 200)

    def test_a_line_at_the_edge_of_its_size(self):
        def line(size):
            text = json.dumps({'id': str(size), 'text': ''})
            return text[:-2] + 'word ' * ((size - len(text)) // 5) + 'x' * ((size - len(text)) % 5) + text[-2:]
        told = self.lines(line(65536) + '\n' + line(65537) + '\n' + line(100))
        self.assertEqual([item.get('code') for item in told], [None, 'TOOBIG', None])
        self.assertEqual(self.post('/api/v1/articles', line(65536)).status, 200)
        self.problem(self.post('/api/v1/articles', line(65537)), 413, 'TOOBIG')


class Events(Api):
    def open(self, path='/api/v1/changes', **fields):
        connection = self.connection()
        connection.request('GET', path, headers={'Accept': 'text/event-stream', **fields})
        response = connection.getresponse()
        self.assertEqual((response.status, response.getheader('Content-Type')), (200, 'text/event-stream'))
        return connection, response

    def next(self, response):
        event = {}
        while True:
            line = response.readline().decode().rstrip('\n')
            if line.startswith(('id: ', 'data: ')):
                name, _, value = line.partition(': ')
                event[name] = value
            elif not line and 'data' in event:
                return int(event['id']), json.loads(event['data'])

    def test_changes_come_as_they_happen(self):
        self.submit(**texts.fields(1))
        connection, response = self.open()
        seq = self.submit(**texts.fields(2))['seq']
        number, change = self.next(response)
        self.assertEqual((number, change['event'], change['key']), (seq, 'new', 'made-2'))
        connection.close()
        connection, response = self.open(**{'Last-Event-ID': '0'})
        self.assertEqual([self.next(response)[1]['key'] for _ in range(2)], ['made-1', 'made-2'])
        connection.close()
        connection, response = self.open('/api/v1/changes?after=1')
        self.assertEqual(self.next(response)[1]['key'], 'made-2')
        self.assertEqual(self.served.stop(), 0)  # does not wait for the stream
        response.read()
        connection.close()

    def test_many_streams(self):
        opened = [self.open() for _ in range(100)]
        self.submit(**texts.fields(1))
        self.assertEqual({self.next(response)[0] for _, response in opened}, {1})
        for connection, response in opened:
            response.close()
            connection.close()
        more = [self.open() for _ in range(100)]
        for connection, response in more:
            response.close()
            connection.close()


class Users(Api):
    def setUp(self):
        harness.Scenario.setUp(self)
        self.users = os.path.join(self.folder, 'users')
        self.hashes = {name: access.hashed(access.TOKEN.format(name)) for name in access.ROLES}
        self.put_users(access.ROLES)
        self.serve(f'[access]\nusers = {self.users}\n')

    def put_users(self, names):
        with open(self.users, 'w', encoding='utf-8') as out:
            out.writelines(f'{name} {name} {self.hashes[name]}\n' for name in names)
        os.chmod(self.users, 0o600)

    def bearer(self, name):
        return {'Authorization': f'Bearer {name}:{access.TOKEN.format(name)}'}

    def test_every_call_by_every_role(self):
        page = json.dumps(texts.fields(1))
        calls = [('POST', '/api/v1/articles', page, {'submit', 'admin'}),
                 ('POST', '/api/v1/check', page, {'submit', 'query', 'admin'}),
                 ('POST', '/api/v1/explain-page', page, {'submit', 'query', 'admin'}),
                 ('POST', '/api/v1/link', '{"a":1,"b":2}', {'admin'}), ('POST', '/api/v1/unlink', '{"a":1}', {'admin'}),
                 ('POST', '/api/v1/forget', '{"refs":["9"]}', {'admin'}),
                 ('POST', '/api/v1/expire', '{"before":"2001-01-01"}', {'admin'}),
                 ('DELETE', '/api/v1/articles/9', None, {'admin'}), ('GET', '/metrics', None, {'metrics', 'admin'})]
        calls += [('GET', path, None, {'query', 'admin'}) for path in (
            '/api/v1/articles', '/api/v1/articles/1', '/api/v1/articles/1/text', '/api/v1/articles/1/members',
            '/api/v1/articles/1/similar', '/api/v1/clusters', '/api/v1/clusters/1', '/api/v1/changes?after=0',
            '/api/v1/explain?a=1&b=2')]
        for method, path, body, may in calls:
            self.assertEqual(self.ask(method, path, body, JSON).status, 401, path)
            for name in access.ROLES:
                status = self.ask(method, path, body, {**JSON, **self.bearer(name)}).status
                self.assertEqual(status != 403, name in may, (method, path, name, status))
                self.assertNotEqual(status, 401)
        for path in ('/healthz', '/readyz', '/'):
            self.assertEqual(self.get(path).status, 200, path)
        for line in ('audit: admin@127.0.0.1: FORGET 9\n', 'audit: admin@127.0.0.1: EXPIRE BEFORE 2001-01-01\n',
                     'client 127.0.0.1: user query may not call '):
            self.assertIn(line, self.served.log())

    def test_wrong_tokens(self):
        told = self.ask('GET', '/api/v1/clusters', None, {'Authorization': 'Bearer query:wrong-0123456789abcdef'})
        self.problem(told, 401, 'WRONGPASS')
        self.assertEqual(told.fields['www-authenticate'], 'Bearer')
        codes = []  # the wait doubles each time, so even a slow machine meets it
        for number in range(8):
            wrong = {'Authorization': f'Bearer query:other-0123456789abc{number}'}
            codes.append(self.ask('GET', '/api/v1/clusters', None, wrong).json['code'])
        self.assertIn('LIMIT', codes)
        self.assertRegex(self.served.log(), r'client 127\.0\.0\.1: wrong user or token; its address waits [1-9]\d* ms')
        for field in ('Basic cXVlcnk6eA==', 'Bearer', 'Bearer  ', 'bearer'):
            self.problem(self.ask('GET', '/api/v1/clusters', None, {'Authorization': field}), 401, 'NOAUTH')

    def test_the_body_waits_for_its_user(self):
        lines = ''.join(json.dumps(texts.fields(i)) + '\n' for i in range(300))
        answer = self.ask('POST', '/api/v1/articles', lines, {**NDJSON, **self.bearer('submit')})
        self.assertEqual([json.loads(line)['status'] for line in answer.body.splitlines()], ['new'] * 300)
        self.problem(self.ask('POST', '/api/v1/articles', lines, {**NDJSON, **self.bearer('query')}), 403, 'NOPERM')

    def test_a_user_who_is_gone_hears_nothing_more(self):
        connection = self.connection()
        connection.request('GET', '/api/v1/changes', headers={'Accept': 'text/event-stream', **self.bearer('query')})
        response = connection.getresponse()
        self.assertEqual(response.status, 200)
        self.put_users(('admin',))
        self.served.process.send_signal(signal.SIGHUP)
        try:
            response.read()
        except http.client.IncompleteRead:
            pass
        connection.close()
        self.problem(self.ask('GET', '/api/v1/clusters', None, self.bearer('query')), 401, 'WRONGPASS')


def status_of(said):
    return int(said.split(b' ', 2)[1]) if said.startswith(b'HTTP/1.1 ') else None


class OneAddress(Api):
    SETTINGS = '[limits]\nhttp-time = 2s\nhttp-clients-per-address = 15\n'

    def test_one_address_does_not_take_all(self):
        own = [self.socket() for _ in range(15)]
        for client in own:
            client.sendall(b'GET / HTTP/1.1\r\nHost: local')
        self.assertEqual(status_of(self.raw(b'')), 503)  # one over http-clients-per-address
        with self.socket('127.0.0.2') as other:
            other.sendall(b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
            self.assertEqual(status_of(other.recv(4096)), 200)
        for client in own:
            self.assertEqual(status_of(client.recv(4096)), 408)
            client.close()
        self.assertEqual(self.get('/healthz').status, 200)
        self.assertRegex(self.served.log(),
                         r'limits.http-clients-per-address is reached; client 127\.0\.0\.1 was turned away')


class Hostile(Api):
    SETTINGS = '[limits]\nhttp-time = 2s\nhttp-clients = 20\n'

    def test_requests_that_are_none(self):
        head = b'POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
        rows = [(b'GET / HTTP/1.1\r\n\r\n', 400),
                (b'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400),
                (b'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 501),
                (b'GET / HTTP/3.0\r\nHost: a\r\n\r\n', 505),
                (b'GET /' + b'x' * 20000 + b' HTTP/1.1\r\nHost: a\r\n\r\n', 431),
                (b'GET / HTTP/1.1\r\nHost: a\r\n' + b'a: b\r\n' * 64 + b'\r\n', 431),
                (head + b'Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello', 400),
                (head + b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400),
                (head + b'Content-Length: -5\r\n\r\n', 400),
                (head + b'Transfer-Encoding: gzip, chunked\r\n\r\n', 501),
                (head + b'Content-Length: 99999999999999\r\n\r\n', 413),
                (head + b'Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX', None),
                (head + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n', None),
                (head + b'Content-Length: 20\r\n\r\nshort', 408)]
        for data, status in rows:
            self.assertEqual(status_of(self.raw(data)), status, data[:80])
        self.assertEqual(self.get('/healthz').status, 200)

    def test_bodies_that_are_no_pages(self):
        for body, status in ((b'[' * 100000, 400), (b'{"a":' * 1000 + b'1' + b'}' * 1000, 400), (b'\xff\x00', 400),
                             (b'', 400), (b'null', 400), (b'{"text": "\\ud800"}', 400), (b'{"id": "x"}', 400),
                             (b'{"id": "' + b'x' * 513 + b'", "text": "a"}', 413)):
            self.assertEqual(self.post('/api/v1/articles', body).status, status, body[:40])
        for body in (b'[]', b'{"a": [1], "b": 2}', b'{"a": 1.5, "b": 1}', b'{"a": 1, "a": 1, "b": 2}', b'{' * 9000,
                     b'{"c": 1}', b'\xff'):
            self.assertEqual(self.post('/api/v1/link', body).status, 400, body[:40])
        self.problem(self.post('/api/v1/link', b' ' * (256 * 1024 + 1)), 413, 'TOOBIG')
        self.problem(self.post('/api/v1/link', b' ' * (256 * 1024)), 400, 'SYNTAX')
        self.problem(self.ask('GET', '/api/v1/clusters', 'x'), 413, 'TOOBIG')
        for query in ('count=0', 'count=-1', 'count=', 'since=x', 'min_size=99999999999999999999', 'count=1&count=1',
                      'a%', 'cursor=%00'):
            self.problem(self.get('/api/v1/clusters?' + query), 400, 'BADARG')
        self.assertEqual(self.get('/api/v1/clusters?min_size=18446744073709551615').status, 200)

    def test_slow_and_many_clients(self):
        with self.served.client() as client:
            before = client.info('clients')
            slow = [self.socket() for _ in range(20)]
            for each in slow:
                each.sendall(b'GET / HTTP/1.1\r\nHost: local')
            self.assertEqual(status_of(self.raw(b'')), 503)  # one over http-clients
            self.assertEqual(client.info('clients')['http_clients'], '20')
            for each in slow:
                self.assertEqual(status_of(each.recv(4096)), 408)
                each.close()
            self.assertEqual(self.get('/healthz').status, 200)
            after = client.info('clients')
        for name, more in (('http_connections_received', 21), ('http_rejected_connections', 1),
                           ('http_dropped_clients', 20), ('rejected_connections', 0)):
            self.assertEqual(int(after[name]) - int(before[name]), more, name)
        self.assertEqual(after['http_maxclients'], '20')
        self.assertIn('limits.http-clients is reached; client 127.0.0.1 ', self.served.log())

    def test_traffic_is_counted(self):
        body = json.dumps(texts.fields(1)).encode()
        with self.served.client() as client:
            before = client.info('stats')
            for _ in range(10):
                self.assertEqual(self.post('/api/v1/check', body).status, 200)
            for _ in range(500):  # it is told once a second
                after = client.info('stats')
                more = [int(after[name]) - int(before[name]) for name in
                        ('total_net_input_bytes', 'total_net_output_bytes')]
                if more[0] > 10 * len(body) and more[1] > 3000:
                    break
                time.sleep(.02)
        self.assertGreater(more[0], 10 * len(body))
        self.assertGreater(more[1], 3000)

    def test_out_of_files_it_pauses_and_goes_on(self):
        own, folder = [], f'/proc/{self.served.process.pid}/fd'
        for _ in range(20):  # until no number below the highest is free
            own.append(self.socket())
            own[-1].sendall(b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
            self.assertEqual(status_of(own[-1].recv(4096)), 200)
            files = {int(name) for name in os.listdir(folder)}
            limit = max(files) + 1
            if len(files) == limit and len(own) > 2:
                break
        resource.prlimit(self.served.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
        with socket.create_connection(('127.0.0.1', self.port), 60) as waiting:
            for _ in range(500):
                if 'cannot accept a connection of HTTP: ' in self.served.log():
                    break
                time.sleep(.01)
            for each in own:
                each.close()
            with self.context.wrap_socket(waiting, server_hostname='localhost') if self.TLS else waiting as client:
                client.sendall(b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
                self.assertEqual(status_of(client.recv(4096)), 200)
        self.assertRegex(self.served.log(), 'cannot accept a connection of HTTP: .*; raise LimitNOFILE')

    def test_a_client_that_never_reads_is_let_go(self):
        lines = b''.join(json.dumps(texts.fields(i, count=1)).encode() + b'\n' for i in range(200)) * 400
        with self.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(30)
            with self.assertRaises(OSError):  # reset, or closed while there was more to send
                client.sendall(b'POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n'
                               b'Content-Length: %d\r\n\r\n' % len(lines) + lines)
                raise TimeoutError if not client.recv(1) else ConnectionError
        self.assertEqual(self.get('/healthz').status, 200)
        self.assertLess(self.served.memory_kib(), 600 << 10)

    def test_clients_that_leave(self):
        for size in (10, 100, 1000):
            body = json.dumps(texts.fields(size)).encode()
            with self.socket() as client:
                client.sendall(b'POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
                               b'Content-Length: %d\r\n\r\n' % len(body) + body[:size])
        threads = [threading.Thread(target=self.get, args=('/api/v1/changes?after=0&wait_ms=100',)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.get('/healthz').status, 200)


if __name__ == '__main__':
    harness.main()
