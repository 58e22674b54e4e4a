#!/usr/bin/python3
"""TLS for commands and for HTTP: versions, ciphers, clients, certificates that change, and handshakes that never end.

What is asked over HTTP is in api_tls.py."""
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time

import harness
import texts
from resp import Client, Closed, encode

HALF_DONE = 50 if harness.SLOW else 1000


def make_certificate(folder, name, signer=None):
    """NAME.pem and NAME.key for 127.0.0.1 and localhost, signed by itself or by another one."""
    pem, key = os.path.join(folder, name + '.pem'), os.path.join(folder, name + '.key')
    words = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
             '-subj', '/CN=' + name, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', pem]
    if signer:
        words += ['-CA', signer[0], '-CAkey', signer[1]]
    subprocess.run(words, check=True, capture_output=True)
    return pem, key


class TlsClient(Client):
    """The scenarios' client over TLS."""

    def __init__(self, port, context):
        super().__init__(('127.0.0.1', port))
        self.socket = context.wrap_socket(self.socket, server_hostname='localhost')


class Encryption(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.need('openssl')
        self.pem, self.key = make_certificate(self.folder, 'server')

    def settings(self, **more):
        self.tls_port = harness.free_port()
        rows = {'certificate': self.pem, 'key': self.key, **more}
        return (f'[listen]\ntls = 127.0.0.1:{self.tls_port}\n[tls]\n' +
                ''.join(f'{name.replace("_", "-")} = {value}\n' for name, value in rows.items()))

    def served(self, **more):
        return self.daemon(self.settings(**more))

    def context(self, version=None, certificate=None, ca=None):
        context = ssl.create_default_context(cafile=ca or self.pem)
        if version:
            context.minimum_version = context.maximum_version = version
        if certificate:
            context.load_cert_chain(*certificate)
        return context

    def client(self, **how):
        client = TlsClient(self.tls_port, self.context(**how))
        self.daemons[-1].clients.append(client)
        return client

    def s_client(self, *words, port=None):
        run = subprocess.run(['openssl', 's_client', '-connect', f'127.0.0.1:{port or self.tls_port}', '-CAfile', self.pem, *words],
                             input=b'', capture_output=True, timeout=60)
        return run.returncode, (run.stdout + run.stderr).decode(errors='replace')

    def test_versions_and_ciphers(self):
        self.served()
        for word, version in (('-tls1_2', 'TLSv1.2'), ('-tls1_3', 'TLSv1.3')):
            status, text = self.s_client(word)
            self.assertEqual(status, 0, text)
            self.assertIn(version, text)
            self.assertIn('Verify return code: 0 (ok)', text)
        for word in ('-tls1', '-tls1_1'):
            status, text = self.s_client(word, '-cipher', 'ALL:@SECLEVEL=0')
            self.assertNotEqual(status, 0, text)
        for cipher in ('ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'):
            self.assertEqual(self.s_client('-tls1_2', '-cipher', cipher)[0], 0, cipher)
        for cipher in ('ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-CCM'):
            self.assertNotEqual(self.s_client('-tls1_2', '-cipher', cipher)[0], 0, cipher)
        self.assertIn('No ALPN negotiated', self.s_client('-tls1_3')[1])
        text = self.s_client('-tls1_2', '-reconnect')[1]
        self.assertNotIn('Reused', text)
        self.assertIn('Compression: NONE', text)

    def test_commands_of_every_size(self):
        for settings in ('', '[limits]\noutput-size = 64K\npipeline = 2\n'):
            served = self.daemon(self.settings() + settings)
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                client = self.client(version=version)
                self.assertEqual(client.call('PING'), 'PONG')
                for size in (0, 1, 16383, 16384, 16385, 100000, 3 << 20):
                    self.assertEqual(client.call('ECHO', 'x' * size), 'x' * size)
                client.send(encode('ECHO', 'y' * 5000) * 200 + encode('PING'))
                self.assertEqual([len(client.read()) for _ in range(200)], [5000] * 200)
                self.assertEqual(client.read(), 'PONG')
                data = encode('ECHO', 'abc')
                for byte in data:
                    client.send(bytes([byte]))
                self.assertEqual(client.read(), 'abc')
                self.assertEqual(client.call('QUIT'), 'OK')
                self.assertTrue(client.ends())
            self.assertEqual(served.client().call('PING'), 'PONG')

    def test_other_programs(self):
        served = self.served()
        if subprocess.run(['redis-cli', '--help'], capture_output=True, text=True).stdout.find('--tls') >= 0:
            words = ['redis-cli', '-p', str(self.tls_port), '--tls', '--cacert', self.pem]
            run = subprocess.run([*words, 'PING'], capture_output=True, text=True)
            self.assertEqual(run.stdout, 'PONG\n', run.stderr)
        tool = [harness.program('shinglectl'), '-s', f'127.0.0.1:{self.tls_port}']
        page = os.path.join(self.folder, 'page')
        with open(page, 'w', encoding='utf-8') as out:
            out.write(texts.article(1, 400))
        for words in (('ping',), ('submit', '--id', 'a', page), ('text', 'key:a'), ('info',)):
            run = subprocess.run([*tool, '--ca', self.pem, *words], capture_output=True, text=True, timeout=300)
            self.assertEqual(run.returncode, 0, run.stderr)
        rows = os.path.join(self.folder, 'rows.jsonl')
        with open(rows, 'w', encoding='utf-8') as out:
            out.writelines('{"id": "r%d", "text": "%s"}\n' % (i, texts.article(i, 30).replace('\n', ' ').replace('"', ''))
                           for i in range(500))
        run = subprocess.run([*tool, '--ca', self.pem, 'import', '--json', rows], capture_output=True, text=True, timeout=300)
        self.assertEqual((run.returncode, len(run.stdout.splitlines())), (0, 500), run.stderr)
        for words in (('--tls', 'ping'), ('-s', f'localhost.localdomain:{self.tls_port}', '--ca', self.pem, 'ping')):
            run = subprocess.run([*tool, *words], capture_output=True, text=True, timeout=300)
            self.assertEqual(run.returncode, 3)
        plain = subprocess.run([harness.program('shinglectl'), '-s', f'127.0.0.1:{served.port}', '--ca', self.pem, 'ping'],
                               capture_output=True, text=True, timeout=300)
        self.assertEqual(plain.returncode, 3)
        self.assertIn('no TLS session', plain.stderr)

    def test_plain_words_at_the_port_end_it(self):
        self.served()
        with Client(('127.0.0.1', self.tls_port)) as plain:
            plain.send(encode('PING'))
            try:
                while True:
                    plain.fill()
            except Closed:
                self.assertNotIn(b'PONG', plain.held)
        self.assertEqual(self.client().call('PING'), 'PONG')

    def test_a_certificate_changes_without_dropping_anybody(self):
        served = self.served()
        old = self.client()
        first = ssl.DER_cert_to_PEM_cert(old.socket.getpeercert(True))
        pem, key = make_certificate(self.folder, 'next')
        for source, target in ((pem, self.pem), (key, self.key)):
            os.replace(source, target)
        self.hang_up(served, 'certificate read again')
        new = self.client()
        self.assertNotEqual(ssl.DER_cert_to_PEM_cert(new.socket.getpeercert(True)), first)
        with open(self.key, 'w', encoding='ascii') as out:
            out.write('nonsense')
        self.hang_up(served, 'certificate was not read again')
        self.assertEqual([old.call('PING'), new.call('PING'), self.client().call('PING')], ['PONG'] * 3)

    def hang_up(self, served, words):
        served.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 60
        while words not in served.log():
            self.assertLess(time.monotonic(), until)

    def test_client_certificates(self):
        ca = make_certificate(self.folder, 'authority')
        good = make_certificate(self.folder, 'good', ca)
        stranger = make_certificate(self.folder, 'stranger')
        self.served(client_ca=ca[0])
        self.assertEqual(self.client(certificate=good).call('PING'), 'PONG')
        for certificate in (None, stranger):
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                with self.assertRaises((OSError, Closed)):
                    self.client(certificate=certificate, version=version).call('PING')

    def test_half_done_handshakes_stop_nobody(self):
        served = self.served()
        half = []
        for _ in range(HALF_DONE):
            one = socket.create_connection(('127.0.0.1', self.tls_port))
            one.sendall(b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')
            half.append(one)
        for _ in range(5):
            self.assertEqual(self.client().call('PING'), 'PONG')
        self.assertGreater(int(served.client().info('clients')['connected_clients']), HALF_DONE)
        print(f'{HALF_DONE} half-done handshakes, {served.memory_kib()} KiB resident', flush=True)
        for one in half:
            one.settimeout(60)
            try:
                self.assertEqual(one.recv(1), b'')
            except ConnectionError:
                pass
            one.close()
        self.assertEqual(self.client().call('PING'), 'PONG')

    def test_garbage_in_records(self):
        self.served()
        for data in (b'\x00' * 5000, b'\x16\x03\x03\xff\xff' + b'x' * 70000, os.urandom(4000), b'\x80\x2e\x01\x00\x02'):
            with Client(('127.0.0.1', self.tls_port)) as client:
                try:
                    client.send(data)
                    while True:
                        client.fill()
                except (OSError, Closed):
                    pass
        self.assertEqual(self.client().call('PING'), 'PONG')

    def https(self, settings='', **more):
        """A daemon that answers HTTP over TLS beside commands over TLS."""
        self.https_port = harness.free_port()
        return self.daemon(f'[listen]\nhttps = 127.0.0.1:{self.https_port}\n{self.settings(**more)}{settings}')

    def curl(self, *words, path='healthz'):
        return subprocess.run(['curl', '-sS', '--max-time', '60', *words, f'https://localhost:{self.https_port}/{path}'],
                              capture_output=True, text=True)

    def test_http_over_tls(self):
        self.need('curl')
        served = self.https()
        self.assertIn(f'https://127.0.0.1:{self.https_port}', served.log())
        for words in ((), ('--tlsv1.3',), ('--tls-max', '1.2')):
            run = self.curl('--cacert', self.pem, *words)
            self.assertEqual((run.returncode, run.stdout), (0, 'ok\n'), run.stderr)
        self.assertNotEqual(self.curl().returncode, 0)  # nobody vouches for the certificate
        plain = subprocess.run(['curl', '-sS', '--max-time', '60', f'http://localhost:{self.https_port}/healthz'],
                               capture_output=True, text=True)
        self.assertNotEqual(plain.returncode, 0)
        for word in ('-tls1', '-tls1_1'):
            self.assertNotEqual(self.s_client(word, '-cipher', 'ALL:@SECLEVEL=0', port=self.https_port)[0], 0, word)
        for word, version in (('-tls1_2', 'TLSv1.2'), ('-tls1_3', 'TLSv1.3')):
            self.assertIn(version, self.s_client(word, port=self.https_port)[1])
        self.assertNotEqual(self.s_client('-tls1_2', '-cipher', 'AES128-GCM-SHA256', port=self.https_port)[0], 0)

    def test_http_takes_a_new_certificate(self):
        self.need('curl')
        served = self.https()
        old = os.path.join(self.folder, 'old.pem')
        shutil.copy(self.pem, old)
        for source, target in zip(make_certificate(self.folder, 'next'), (self.pem, self.key)):
            os.replace(source, target)
        self.assertEqual(self.curl('--cacert', old).returncode, 0)
        self.hang_up(served, 'certificate read again')
        self.assertNotEqual(self.curl('--cacert', old).returncode, 0)
        self.assertEqual(self.curl('--cacert', self.pem).returncode, 0)

    def test_http_asks_for_client_certificates(self):
        self.need('curl')
        ca = make_certificate(self.folder, 'authority')
        good = make_certificate(self.folder, 'good', ca)
        stranger = make_certificate(self.folder, 'stranger')
        self.https(client_ca=ca[0])
        for certificate, enters in ((good, True), (stranger, False), (None, False)):
            words = ('--cert', certificate[0], '--key', certificate[1]) if certificate else ()
            self.assertEqual(self.curl('--cacert', self.pem, *words).returncode == 0, enters)

    def test_half_done_handshakes_at_http(self):
        self.need('curl')
        served = self.https(f'[limits]\nhttp-clients = {2 * HALF_DONE}\nhttp-clients-per-address = {2 * HALF_DONE}\n'
                            'http-time = 1h\n')
        half = []
        for number in range(HALF_DONE):
            one = socket.create_connection(('127.0.0.1', self.https_port))
            one.sendall(b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' if number % 2 else b'')
            half.append(one)
        for _ in range(5):
            self.assertEqual(self.curl('--cacert', self.pem).returncode, 0)
        print(f'{HALF_DONE} half-done handshakes at HTTP, {served.memory_kib()} KiB resident', flush=True)
        for one in half:  # the time for a handshake ends them, not limits.http-time
            one.settimeout(60)
            try:
                self.assertEqual(one.recv(1), b'')
            except ConnectionError:
                pass
            one.close()
        self.assertEqual(self.curl('--cacert', self.pem).returncode, 0)

    def test_addresses_that_others_reach_need_tls_and_users(self):
        users = os.path.join(self.folder, 'users')
        with open(users, 'w', encoding='ascii') as out:
            os.chmod(users, 0o600)
            out.write('desk query $scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$U4MfCoJfEvk5d8ZerCOP4Z0kgMoWyOW+k64Vu/qpXHU\n')
        files = f'[tls]\ncertificate = {self.pem}\nkey = {self.key}\n'
        table = [('[listen]\ntls = *:0\n' + files, 'there are no users'),
                 (f'[listen]\ntls = *:0\n[access]\nusers = {users}\n', 'needs tls.certificate'),
                 (f'[listen]\naddress = *:7625\n[access]\nusers = {users}\n' + files, 'without encryption'),
                 (f'[listen]\ntls = *:7627\n[access]\nusers = {users}\n' + files, None),
                 ('[listen]\ntls = *:7627\ni-know-this-is-open = yes\n' + files, None),
                 ('[listen]\ntls = 127.0.0.1:7627\n' + files.replace(self.key, users), 'key'),
                 ('[listen]\nhttps = *:0\n' + files, 'listen.https: *:7627 can be reached from other machines, and there are no'),
                 (f'[listen]\nhttps = *:0\n[access]\nusers = {users}\n', 'listen.https: needs tls.certificate'),
                 (f'[listen]\nhttp = *:0\n[access]\nusers = {users}\n' + files, 'or over TLS (listen.https)'),
                 (f'[listen]\nhttps = *:0\n[access]\nusers = {users}\n' + files, None),
                 ('[listen]\nhttps = *:0\ni-know-this-is-open = yes\n' + files, None),
                 ('[listen]\nhttps = 127.0.0.1:7627\n' + files, None),
                 ('[listen]\nhttps = 127.0.0.1:7627\n' + files.replace(self.key, users), 'key')]
        for text, why in table:
            path = os.path.join(self.folder, 'conf')
            with open(path, 'w', encoding='utf-8') as out:
                out.write(text.replace(':0\n', ':7627\n'))
            run = subprocess.run([harness.program('shingled'), '-c', path, '--check-config'], capture_output=True, text=True)
            with self.subTest(text=text):
                self.assertEqual(run.returncode, 78 if why else 0, run.stderr)
                self.assertIn(why or '', run.stderr)


if __name__ == '__main__':
    harness.main()
