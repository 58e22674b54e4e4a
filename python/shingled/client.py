"""The client that waits for each answer."""
from __future__ import annotations

import itertools
import time
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple, Union

import redis

from . import _protocol as protocol
from ._protocol import Answer, Fields, ShingledError

Ref = Union[int, str]


class Shingled:
    """A daemon at ADDR:PORT or unix:PATH. May be shared by threads; connections are made when they are needed.

    user and token where the daemon has users; ca_file, a PEM file, where it speaks TLS. A connection of your own making
    (redis.Redis with decode_responses=True) may be given instead of an address.
    """

    def __init__(self, address: Union[str, 'redis.Redis[str]'] = protocol.DEFAULT_ADDRESS, *, user: Optional[str] = None,
                 token: Optional[str] = None, ca_file: Optional[str] = None) -> None:
        if isinstance(address, str):
            self.redis: Any = redis.Redis(**protocol.connection_arguments(address, user, token, ca_file))
        else:
            self.redis = address
        for name in protocol.OWN_REPLIES:
            self.redis.response_callbacks.pop(name, None)

    def close(self) -> None:
        """Closes all connections."""
        self.redis.close()
        self.redis.connection_pool.disconnect()

    def __enter__(self) -> Shingled:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def call(self, *words: protocol.Word) -> Any:
        """Any request, and its reply as redis-py gives it. BUSY is waited out; other refusals raise ShingledError."""
        until = time.monotonic() + protocol.BUSY_S
        while True:
            try:
                return self.redis.execute_command(*words)
            except (redis.ResponseError, redis.AuthenticationError) as refused:
                error = protocol.error_of(refused)
                pause = protocol.busy_seconds(error)
                if pause is None or time.monotonic() > until:
                    raise error from None
                time.sleep(pause)

    def submit(self, **fields: Any) -> Answer:
        """Gives a page to the daemon: html, text or body, and what is known of url, id, title, source, published..."""
        return protocol.answer_of(self.call(*protocol.submission('SUBMIT', fields)))

    def check(self, **fields: Any) -> Answer:
        """What submit would answer; nothing is kept."""
        return protocol.answer_of(self.call(*protocol.submission('CHECK', fields)))

    def submit_many(self, pages: Iterable[Fields], *, in_flight: int = 64,
                    check: bool = False) -> Iterator[Union[Answer, ShingledError]]:
        """Answers in the order of pages, in_flight of them on the way at once, which is much faster than one by one.

        What the daemon refused is given as the error that submit would raise.
        """
        pages = iter(pages)
        command = 'CHECK' if check else 'SUBMIT'
        while True:
            lot = list(itertools.islice(pages, in_flight))
            if not lot:
                return
            yield from self._submit_lot([protocol.submission(command, page) for page in lot])

    def _submit_lot(self, lot: List[List[protocol.Word]]) -> List[Union[Answer, ShingledError]]:
        results: List[Union[Answer, ShingledError]] = [ShingledError('BUSY', '0')] * len(lot)
        left = list(range(len(lot)))
        until = time.monotonic() + protocol.BUSY_S
        while left:
            with self.redis.pipeline(transaction=False) as pipeline:
                for at in left:
                    pipeline.execute_command(*lot[at])
                replies = pipeline.execute(raise_on_error=False)
            pause = 0.0
            for at, reply in zip(left, replies):
                failed = isinstance(reply, Exception)
                results[at] = protocol.error_of(reply) if failed else protocol.answer_of(reply)
            busy = [at for at in left if isinstance(results[at], ShingledError) and
                    protocol.busy_seconds(results[at]) is not None]  # type: ignore[arg-type]
            if not busy or time.monotonic() > until:
                break
            pause = max(protocol.busy_seconds(results[at]) or 0.0 for at in busy)  # type: ignore[arg-type]
            left = busy
            time.sleep(pause)
        return results

    def doc(self, ref: Ref) -> Dict[str, Any]:
        """What is kept about an article. ref is its number, 'key:' and your id, or its URL."""
        return protocol.map_of(self.call('DOC', ref))

    def text(self, ref: Ref) -> str:
        """An article's text, without boilerplate."""
        return str(self.call('TEXT', ref))

    def members(self, ref: Ref, *, after: int = 0, count: int = 0) -> List[Dict[str, Any]]:
        """The articles of the cluster that the article is in, by rising id: all, or at most count after an id."""
        return protocol.maps_of(self.call('MEMBERS', ref, 'AFTER', after, *(['COUNT', str(count)] if count else [])))

    def similar(self, ref: Ref, count: int = 10) -> List[Dict[str, Any]]:
        """The articles most like one, in its cluster or not."""
        return protocol.maps_of(self.call('SIMILAR', ref, 'COUNT', count))

    def explain(self, a: Ref, b: Ref, *, runs: bool = False) -> Dict[str, Any]:
        """What two articles share: measures and passages, what was cut and what was added.

        With runs both texts in reading order instead, as a diff: maps of kind (both, cut, added), words and text.
        """
        return protocol.explanation_of(self.call('EXPLAIN', a, b, *(['RUNS'] if runs else [])))

    def clusters(self, *, min_size: int = 2, since: Any = None, until: Any = None, source: Optional[str] = None,
                 agency: Optional[str] = None) -> Iterator[Dict[str, Any]]:
        """Clusters, the newest first. Times may be datetimes, ISO 8601 texts, or milliseconds since 1970."""
        filters = protocol.options(('MINSIZE', min_size), ('SINCE', since), ('UNTIL', until), ('SOURCE', source),
                                   ('AGENCY', agency))
        return map(protocol.map_of, self._walk('CLUSTERS', *filters))

    def articles(self) -> Iterator[Tuple[int, Optional[str], int]]:
        """Every article: its number, your id for it, its cluster."""
        return ((row[0], row[1], row[2]) for row in self._walk('ARTICLES'))

    def _walk(self, *words: protocol.Word) -> Iterator[Any]:
        cursor: Any = '0'
        while True:
            cursor, rows = self.call(*words, 'CURSOR', cursor, 'COUNT', protocol.PAGE)
            yield from rows
            if str(cursor) == '0':
                return

    def changes(self, after: int, *, count: int = protocol.PAGE, wait_ms: int = 0) -> List[Dict[str, Any]]:
        """What happened after a sequence number; with wait_ms, waits so long for the first change (60,000 at most)."""
        return protocol.maps_of(self.call('CHANGES', 'AFTER', after, 'COUNT', count,
                                          *protocol.options(('BLOCK', wait_ms or None))))

    def watch(self, after: Optional[int] = None) -> Iterator[Dict[str, Any]]:
        """Changes as they happen, for ever: from now on, or after a sequence number."""
        seq = int(self.call('SYNC')) if after is None else after
        while True:
            for change in self.changes(seq, wait_ms=30000):
                yield change
                seq = change['seq']

    def forget(self, *articles: Ref) -> int:
        """Removes articles; how many there were."""
        return int(self.call('FORGET', *protocol.refs(articles)))

    def link(self, a: Ref, b: Ref) -> Dict[str, Any]:
        """Makes one cluster of those of two articles."""
        return protocol.map_of(self.call('LINK', a, b))

    def unlink(self, a: Ref, b: Optional[Ref] = None) -> Dict[str, Any]:
        """Takes an article out of its cluster, and keeps the two apart."""
        return protocol.map_of(self.call('UNLINK', a, *([] if b is None else [b])))

    def info(self) -> Dict[str, Any]:
        """How the daemon is: INFO's names and values."""
        reply = self.call('INFO')
        return dict(reply) if isinstance(reply, dict) else dict(
            line.split(':', 1) for line in reply.splitlines() if ':' in line)
