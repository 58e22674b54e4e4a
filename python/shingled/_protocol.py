"""What both clients share: requests as words, replies as objects, errors by their first word. No I/O."""
from __future__ import annotations

import dataclasses
import json
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

import redis.exceptions

Word = Union[str, bytes, int, float]
Fields = Mapping[str, Any]
COPIES = frozenset({'exact', 'copy', 'excerpt', 'unchanged'})
SHARES = ('resemblance', 'containment', 'contained', 'certainty')
OWN_REPLIES = ('UNLINK', 'INFO')  # redis-py would read them as Redis's commands of this name
DEFAULT_ADDRESS = '127.0.0.1:7625'
BUSY_S = 300.0  # of nothing but BUSY: given up
PAGE = 1000  # rows asked for at once


class ShingledError(Exception):
    """The daemon refused a request. `word` is for programs, the text for people."""

    def __init__(self, word: str, text: str) -> None:
        super().__init__(f'{word} {text}')
        self.word = word
        self.text = text


class NoArticle(ShingledError):
    """The page has no article, or too few words (NOARTICLE, TOOSHORT)."""


class NotFound(ShingledError):
    """No such article (NOTFOUND)."""


# redis-py takes the first word of these off and says it by the class instead.
_WORDS = ((redis.exceptions.NoPermissionError, 'NOPERM'), (redis.exceptions.ReadOnlyError, 'READONLY'),
          (redis.exceptions.AuthenticationError, 'NOAUTH'))
_CLASSES = {'NOARTICLE': NoArticle, 'TOOSHORT': NoArticle, 'NOTFOUND': NotFound}


def error_of(error: Exception) -> ShingledError:
    """The daemon's refusal out of redis-py's exception."""
    text = str(error)
    for kind, word in _WORDS:
        if isinstance(error, kind):
            return ShingledError('WRONGPASS' if text.startswith('WRONGPASS') else word, text)
    word, _, rest = text.partition(' ')
    if not word.isupper():
        word, rest = 'ERR', text
    return _CLASSES.get(word, ShingledError)(word, rest)


def busy_seconds(error: ShingledError) -> Optional[float]:
    """After how long to send a refused request again; None: it was refused for good."""
    if error.word != 'BUSY':
        return None
    milliseconds = error.text.split(' ', 1)[0]
    return (int(milliseconds) if milliseconds.isdigit() else 50) / 1000


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the daemon made of a submission: doc/protocol.md tells of each. `more` holds what later versions add."""

    id: Optional[int]
    key: Optional[str]
    status: str
    cluster: Optional[int] = None
    canonical: Optional[int] = None
    matched: Optional[int] = None
    resemblance: Optional[float] = None
    containment: Optional[float] = None
    contained: Optional[float] = None
    hamming: Optional[int] = None
    agency: Optional[str] = None
    words: Optional[int] = None
    seq: Optional[int] = None
    more: Dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def is_copy(self) -> bool:
        """Whether an earlier article has all that this one says: exact, copy, excerpt, unchanged."""
        return self.status in COPIES


_NAMES = {field.name for field in dataclasses.fields(Answer)} - {'more'}


def map_of(reply: Any) -> Dict[str, Any]:
    """A map of RESP2, which comes as names and values in turn; shares become numbers."""
    if isinstance(reply, dict):
        names = dict(reply)
    else:
        names = dict(zip(reply[::2], reply[1::2]))
    for name in SHARES:
        if isinstance(names.get(name), str):
            names[name] = float(names[name])
    return names


def maps_of(reply: Any) -> List[Dict[str, Any]]:
    """A list of maps."""
    return [map_of(row) for row in reply]


def explanation_of(reply: Any) -> Dict[str, Any]:
    """The reply to EXPLAIN, whose runs are maps too."""
    names = map_of(reply)
    if 'runs' in names:
        names['runs'] = maps_of(names['runs'])
    return names


def answer_of(reply: Any) -> Answer:
    """The reply to SUBMIT or CHECK."""
    names = map_of(reply)
    more = {name: names.pop(name) for name in list(names) if name not in _NAMES}
    return Answer(**names, more=more)


def submission(command: str, fields: Fields) -> List[Word]:
    """SUBMIT or CHECK. Values may be text, bytes (a page in its own charset), numbers, yes or no, times, and lists."""
    words: List[Word] = [command]
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, bool):
            value = 'yes' if value else 'no'
        elif hasattr(value, 'isoformat'):
            value = value.isoformat()
        elif not isinstance(value, (str, bytes, int, float)):
            value = value_text(value)
        words += [name, value]
    if len(words) == 1:
        raise ValueError('a submission needs text, html or body')
    return words


def value_text(value: Any) -> str:
    """A list of names with commas; anything else as JSON."""
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return ', '.join(value)
    return json.dumps(value, ensure_ascii=False)


def options(*pairs: Tuple[str, Any]) -> List[Word]:
    """NAME value for each pair that has a value."""
    words: List[Word] = []
    for name, value in pairs:
        if value is not None:
            words += [name, value.isoformat() if hasattr(value, 'isoformat') else value]
    return words


def refs(articles: Iterable[Union[int, str]]) -> List[Word]:
    """References as words: numbers are the daemon's, `key:...` yours, else URLs."""
    return list(articles)


def connection_arguments(address: str, user: Optional[str], token: Optional[str],
                         ca_file: Optional[str]) -> Dict[str, Any]:
    """redis-py's arguments for ADDR:PORT, [IPV6]:PORT or unix:PATH."""
    arguments: Dict[str, Any] = {'username': user or ('default' if token else None), 'password': token,
                                 'decode_responses': True, 'encoding_errors': 'surrogateescape',
                                 'socket_timeout': 120, 'socket_connect_timeout': 5}
    if address.startswith('unix:'):
        return {**arguments, 'unix_socket_path': address[5:]}
    host, _, port = address.rpartition(':')
    if not host or not port.isdigit():
        raise ValueError(f'{address}: no address; write ADDR:PORT, [IPV6]:PORT or unix:PATH')
    arguments.update(host=host.strip('[]'), port=int(port))
    if ca_file:
        arguments.update(ssl=True, ssl_ca_certs=ca_file)
    return arguments
