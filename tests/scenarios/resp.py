"""A small RESP client for the scenarios: it can also send what no client library would.

    client = Client(('127.0.0.1', port))
    client.call('PING')                     -> 'PONG'
    client.send(b'*1\\r\\n$4\\r\\nPI')          half a request
    client.read()                           -> the next reply; Failure objects stand for RESP errors
"""
import socket

WAIT_S = 60


class Failure(Exception):
    """A RESP error. .word is its code word, as in -TOOBIG."""

    def __init__(self, text):
        super().__init__(text)
        self.word = text.split(' ', 1)[0]


class Closed(Exception):
    """The daemon ended the connection."""


def encode(*words):
    out = [b'*%d\r\n' % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        out += [b'$%d\r\n' % len(data), data, b'\r\n']
    return b''.join(out)


def pairs(flat):
    """A flat RESP2 map as a dict; a RESP3 map as it is."""
    return flat if isinstance(flat, dict) else dict(zip(flat[::2], flat[1::2]))


class Client:
    def __init__(self, address, wait_s=WAIT_S):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(wait_s)
        try:
            self.socket.connect(address)
        except OSError:
            self.socket.close()
            raise
        self.held = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def fill(self):
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionError as error:
            raise Closed() from error
        if not more:
            raise Closed()
        self.held += more

    def take(self, size):
        chunks, held = [], len(self.held)
        while held < size:
            chunks.append(self.held)
            self.held = b''
            self.fill()
            held += len(self.held)
        data = b''.join(chunks) + self.held
        self.held = data[size:]
        return data[:size]

    def line(self):
        while b'\r\n' not in self.held:
            self.fill()
        line, self.held = self.held.split(b'\r\n', 1)
        return line

    def read(self):
        """The next reply. Text is str where it is UTF-8, else bytes. Errors come as Failure, not raised."""
        line = self.line()
        kind, rest = line[:1], line[1:].decode()
        if kind == b'+':
            return rest
        if kind == b'-':
            return Failure(rest)
        if kind in b':':
            return int(rest)
        if kind == b'_':
            return None
        if kind == b'#':
            return rest == 't'
        if kind == b',':
            return float(rest)
        size = int(rest)
        if kind in (b'$', b'=', b'!'):
            if size < 0:
                return None
            data = self.take(size + 2)[:-2]
            try:
                return data.decode()
            except UnicodeDecodeError:
                return data
        if kind in (b'*', b'~', b'>'):
            return None if size < 0 else [self.read() for _ in range(size)]
        if kind == b'%':
            return {key: value for key, value in ((self.read(), self.read()) for _ in range(size))}
        raise ValueError(f'not a RESP reply: {line!r}')

    def call(self, *words):
        """Sends a command and gives its reply; raises Failure for an error."""
        self.send(encode(*words))
        reply = self.read()
        if isinstance(reply, Failure):
            raise reply
        return reply

    def map(self, *words):
        return pairs(self.call(*words))

    def submit(self, **fields):
        return self.map('SUBMIT', *[part for item in fields.items() for part in item])

    def info(self, *sections):
        rows = [line.partition(':') for line in self.call('INFO', *sections).split('\r\n')]
        return {name: value for name, colon, value in rows if colon}

    def ends(self):
        """True when the daemon closes the connection without a further reply."""
        try:
            self.fill()
        except Closed:
            return True
        return False
