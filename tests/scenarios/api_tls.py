#!/usr/bin/python3
"""The JSON API over TLS: all that api.py asks of it over a plain connection, and what is different."""
import api
import harness
from api import status_of


class Faces(api.Faces):
    TLS = True


class Bulk(api.Bulk):
    TLS = True


class SmallBulk(api.SmallBulk):
    TLS = True


class Events(api.Events):
    TLS = True


class Users(api.Users):
    TLS = True


class OneAddress(api.OneAddress):
    TLS = True

    def test_one_address_does_not_take_all(self):
        own = [self.socket() for _ in range(15)]
        with self.assertRaises(OSError):  # one over http-clients-per-address: no words, which would be a broken handshake
            self.socket()
        with self.socket('127.0.0.2') as other:
            other.sendall(b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
            self.assertEqual(status_of(other.recv(4096)), 200)
        for client in own:
            client.close()
        self.assertEqual(self.get('/healthz').status, 200)


class Hostile(api.Hostile):
    TLS = True

    def test_slow_and_many_clients(self):
        slow = [self.socket() for _ in range(20)]
        for client in slow:
            client.sendall(b'GET / HTTP/1.1\r\nHost: local')
        with self.assertRaises(OSError):
            self.socket()
        for client in slow:
            self.assertEqual(status_of(client.recv(4096)), 408)
            client.close()
        self.assertEqual(self.get('/healthz').status, 200)


class Pieces(api.Api):
    """Bytes that come one in a record, and a hundred requests in one."""
    TLS = True

    def test_records_of_every_size(self):
        one = b'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
        last = one.replace(b'\r\n\r\n', b'\r\nConnection: close\r\n\r\n')
        self.assertEqual(self.raw(one * 100 + last).count(b'HTTP/1.1 200 OK'), 101)
        self.assertEqual(self.raw(one * 3000 + last).count(b'HTTP/1.1 200 OK'), 3001)
        with self.socket() as client:
            for byte in one:
                client.sendall(bytes([byte]))
            self.assertEqual(status_of(client.recv(4096)), 200)

    def test_a_large_text_goes_both_ways(self):
        text = ('word ' * 9 + 'next.\n\n') * 60000
        self.assertEqual(self.post('/api/v1/articles', {'id': 'big', 'text': text, 'strip': False}).status, 200)
        for _ in range(3):
            told = self.get('/api/v1/articles/key%3Abig/text', Accept='text/plain')
            self.assertEqual(told.body.decode().split(), text.split())

    def test_an_end_without_notice(self):
        for _ in range(20):
            client = self.socket()
            client.sendall(b'POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{')
            client.close()
        self.assertEqual(self.get('/healthz').status, 200)


if __name__ == '__main__':
    harness.main()
