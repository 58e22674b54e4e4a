"""The same client for asyncio: every method that asks the daemon is awaited, every walk is an async iterator."""
from __future__ import annotations

import asyncio
import time
from typing import Any, AsyncIterator, Dict, Iterable, List, Optional, Tuple, Union

import redis
import redis.asyncio

from . import _protocol as protocol
from ._protocol import Answer, Fields, ShingledError
from .client import Ref


class AsyncShingled:
    """As `Shingled`; use `async with`, or await `close()` at the end.

        async with AsyncShingled() as daemon:
            answer = await daemon.submit(url=url, html=page)
    """

    def __init__(self, address: Union[str, 'redis.asyncio.Redis[str]'] = protocol.DEFAULT_ADDRESS, *,
                 user: Optional[str] = None, token: Optional[str] = None, ca_file: Optional[str] = None) -> None:
        if isinstance(address, str):
            self.redis: Any = redis.asyncio.Redis(**protocol.connection_arguments(address, user, token, ca_file))
        else:
            self.redis = address
        for name in protocol.OWN_REPLIES:
            self.redis.response_callbacks.pop(name, None)

    async def close(self) -> None:
        """Closes all connections."""
        await self.redis.close()
        await self.redis.connection_pool.disconnect()

    async def __aenter__(self) -> AsyncShingled:
        return self

    async def __aexit__(self, *unused: object) -> None:
        await self.close()

    async def call(self, *words: protocol.Word) -> Any:
        """Any request, and its reply as redis-py gives it. BUSY is waited out; other refusals raise ShingledError."""
        until = time.monotonic() + protocol.BUSY_S
        while True:
            try:
                return await self.redis.execute_command(*words)
            except (redis.ResponseError, redis.AuthenticationError) as refused:
                error = protocol.error_of(refused)
                pause = protocol.busy_seconds(error)
                if pause is None or time.monotonic() > until:
                    raise error from None
                await asyncio.sleep(pause)

    async def submit(self, **fields: Any) -> Answer:
        """Gives a page to the daemon: html, text or body, and what is known of url, id, title, source, published..."""
        return protocol.answer_of(await self.call(*protocol.submission('SUBMIT', fields)))

    async def check(self, **fields: Any) -> Answer:
        """What submit would answer; nothing is kept."""
        return protocol.answer_of(await self.call(*protocol.submission('CHECK', fields)))

    async def submit_many(self, pages: Iterable[Fields], *, in_flight: int = 16,
                          check: bool = False) -> AsyncIterator[Union[Answer, ShingledError]]:
        """Answers in the order of pages, in_flight of them on the way at once over as many connections.

        Which of two copies in flight comes first is then chance. What the daemon refused is given as the error that
        submit would raise.
        """
        ask = self.check if check else self.submit
        waiting: List['asyncio.Task[Answer]'] = []
        try:
            for page in pages:
                waiting.append(asyncio.ensure_future(ask(**page)))
                if len(waiting) == in_flight:
                    yield await self._outcome(waiting.pop(0))
            while waiting:
                yield await self._outcome(waiting.pop(0))
        finally:
            for task in waiting:
                task.cancel()

    @staticmethod
    async def _outcome(task: 'asyncio.Task[Answer]') -> Union[Answer, ShingledError]:
        try:
            return await task
        except ShingledError as error:
            return error

    async def doc(self, ref: Ref) -> Dict[str, Any]:
        """What is kept about an article. ref is its number, 'key:' and your id, or its URL."""
        return protocol.map_of(await self.call('DOC', ref))

    async def text(self, ref: Ref) -> str:
        """An article's text, without boilerplate."""
        return str(await self.call('TEXT', ref))

    async def members(self, ref: Ref, *, after: int = 0, count: int = 0) -> List[Dict[str, Any]]:
        """The articles of the cluster that the article is in, by rising id: all, or at most count after an id."""
        return protocol.maps_of(await self.call('MEMBERS', ref, 'AFTER', after, *(['COUNT', str(count)] if count else [])))

    async def similar(self, ref: Ref, count: int = 10) -> List[Dict[str, Any]]:
        """The articles most like one, in its cluster or not."""
        return protocol.maps_of(await self.call('SIMILAR', ref, 'COUNT', count))

    async def explain(self, a: Ref, b: Ref, *, runs: bool = False) -> Dict[str, Any]:
        """What two articles share: measures and passages, what was cut and what was added.

        With runs both texts in reading order instead, as a diff: maps of kind (both, cut, added), words and text.
        """
        return protocol.explanation_of(await self.call('EXPLAIN', a, b, *(['RUNS'] if runs else [])))

    async def clusters(self, *, min_size: int = 2, since: Any = None, until: Any = None, source: Optional[str] = None,
                       agency: Optional[str] = None) -> AsyncIterator[Dict[str, Any]]:
        """Clusters, the newest first. Times may be datetimes, ISO 8601 texts, or milliseconds since 1970."""
        filters = protocol.options(('MINSIZE', min_size), ('SINCE', since), ('UNTIL', until), ('SOURCE', source),
                                   ('AGENCY', agency))
        async for row in self._walk('CLUSTERS', *filters):
            yield protocol.map_of(row)

    async def articles(self) -> AsyncIterator[Tuple[int, Optional[str], int]]:
        """Every article: its number, your id for it, its cluster."""
        async for row in self._walk('ARTICLES'):
            yield row[0], row[1], row[2]

    async def _walk(self, *words: protocol.Word) -> AsyncIterator[Any]:
        cursor: Any = '0'
        while True:
            cursor, rows = await self.call(*words, 'CURSOR', cursor, 'COUNT', protocol.PAGE)
            for row in rows:
                yield row
            if str(cursor) == '0':
                return

    async def changes(self, after: int, *, count: int = protocol.PAGE, wait_ms: int = 0) -> List[Dict[str, Any]]:
        """What happened after a sequence number; with wait_ms, waits so long for the first change (60,000 at most)."""
        return protocol.maps_of(await self.call('CHANGES', 'AFTER', after, 'COUNT', count,
                                                *protocol.options(('BLOCK', wait_ms or None))))

    async def watch(self, after: Optional[int] = None) -> AsyncIterator[Dict[str, Any]]:
        """Changes as they happen, for ever: from now on, or after a sequence number."""
        seq = int(await self.call('SYNC')) if after is None else after
        while True:
            for change in await self.changes(seq, wait_ms=30000):
                yield change
                seq = change['seq']

    async def forget(self, *articles: Ref) -> int:
        """Removes articles; how many there were."""
        return int(await self.call('FORGET', *protocol.refs(articles)))

    async def link(self, a: Ref, b: Ref) -> Dict[str, Any]:
        """Makes one cluster of those of two articles."""
        return protocol.map_of(await self.call('LINK', a, b))

    async def unlink(self, a: Ref, b: Optional[Ref] = None) -> Dict[str, Any]:
        """Takes an article out of its cluster, and keeps the two apart."""
        return protocol.map_of(await self.call('UNLINK', a, *([] if b is None else [b])))

    async def info(self) -> Dict[str, Any]:
        """How the daemon is: INFO's names and values."""
        reply = await self.call('INFO')
        return dict(reply) if isinstance(reply, dict) else dict(
            line.split(':', 1) for line in reply.splitlines() if ':' in line)
