"""Client of shingled, the news deduplication daemon.

    from shingled import Shingled

    daemon = Shingled('127.0.0.1:7625')
    answer = daemon.submit(url='https://paper.example/story', html=page)
    if answer.is_copy:
        print('seen before:', answer.canonical, answer.resemblance)

`Shingled` waits for each answer, `AsyncShingled` is the same for asyncio, `shingled.scrapy_pipeline` has an item
pipeline for Scrapy. All of them stand on redis-py (Debian: python3-redis), which does the connections, their pool, TLS
and users. Refusals are raised as `ShingledError`, whose `word` is the first word of the daemon's error (protocol.md lists
them); requests that a full queue refuses (BUSY) are sent again after the time that the daemon names.
"""
from ._protocol import Answer, Fields, NotFound, NoArticle, ShingledError
from .aio import AsyncShingled
from .client import Shingled

__all__ = ['Answer', 'AsyncShingled', 'Fields', 'NoArticle', 'NotFound', 'Shingled', 'ShingledError']
__version__ = '0.1.0'
