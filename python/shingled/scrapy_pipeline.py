"""A Scrapy item pipeline: gives each item to the daemon, and drops, tags or keeps what it has seen before.

In settings.py:

    ITEM_PIPELINES = {'shingled.scrapy_pipeline.DuplicatesPipeline': 300}
    SHINGLED_ADDRESS = '127.0.0.1:7625'

An item needs html, text or body, and best url too; names that the daemon knows are sent (SHINGLED_FIELDS: {'html': 'page'}
where your item calls it otherwise). Further settings:

    SHINGLED_DUPLICATES = 'drop'     'drop': DropItem; 'tag': the answer is put on the item; 'keep': counted only
    SHINGLED_TAG = 'shingled'        the item's field for the answer, with 'tag' on every item
    SHINGLED_STATUSES                which answers are duplicates: exact, copy, excerpt, unchanged
    SHINGLED_USER, SHINGLED_TOKEN, SHINGLED_CA_FILE

Statistics count shingled/STATUS, shingled/dropped, shingled/no_article and shingled/failed. Items without an article, and
all items while the daemon is away, go on as they are: a crawl loses nothing by this pipeline but duplicates.
"""
from __future__ import annotations

import dataclasses
import logging
from typing import Any, Dict, Iterable, Mapping, Optional

import redis
from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem, NotConfigured
from twisted.internet.threads import deferToThread

from . import Answer, NoArticle, Shingled, ShingledError
from ._protocol import COPIES, DEFAULT_ADDRESS

NAMES = ('html', 'text', 'body', 'url', 'id', 'title', 'source', 'lang', 'byline', 'published', 'modified', 'agency')
WAYS = ('drop', 'tag', 'keep')
logger = logging.getLogger(__name__)


class DuplicatesPipeline:
    """See the module. Requests run in Scrapy's thread pool, so that the crawl does not wait for them."""

    def __init__(self, daemon: Shingled, stats: Any, *, duplicates: str = 'drop', tag: str = 'shingled',
                 statuses: Iterable[str] = COPIES, fields: Optional[Mapping[str, str]] = None) -> None:
        if duplicates not in WAYS:
            raise NotConfigured(f'SHINGLED_DUPLICATES is {duplicates!r}, not one of {", ".join(WAYS)}')
        self.daemon = daemon
        self.stats = stats
        self.duplicates = duplicates
        self.tag = tag
        self.statuses = frozenset(statuses)
        self.fields = {**{name: name for name in NAMES}, **(fields or {})}
        self.told_away = False

    @classmethod
    def from_crawler(cls, crawler: Any) -> DuplicatesPipeline:
        """As Scrapy makes it, from the settings."""
        settings = crawler.settings
        daemon = Shingled(settings.get('SHINGLED_ADDRESS', DEFAULT_ADDRESS), user=settings.get('SHINGLED_USER'),
                          token=settings.get('SHINGLED_TOKEN'), ca_file=settings.get('SHINGLED_CA_FILE'))
        return cls(daemon, crawler.stats, duplicates=settings.get('SHINGLED_DUPLICATES', 'drop'),
                   tag=settings.get('SHINGLED_TAG', 'shingled'),
                   statuses=settings.getlist('SHINGLED_STATUSES') or COPIES,
                   fields=settings.getdict('SHINGLED_FIELDS'))

    def close_spider(self, spider: Any) -> None:
        """Closes the connections."""
        self.daemon.close()

    def process_item(self, item: Any, spider: Any) -> Any:
        """A deferred that fires with the item, or fails with DropItem."""
        return deferToThread(self.ask, self.submission_of(item)).addCallback(self.decide, item)

    def submission_of(self, item: Any) -> Dict[str, Any]:
        """What of an item goes to the daemon."""
        adapter = ItemAdapter(item)
        return {name: adapter[field] for name, field in self.fields.items() if adapter.get(field) not in (None, '')}

    def ask(self, submission: Dict[str, Any]) -> Any:
        """The daemon's answer, or what kept it from one."""
        try:
            return self.daemon.submit(**submission)
        except (ShingledError, redis.RedisError, ValueError) as error:
            return error

    def decide(self, outcome: Any, item: Any) -> Any:
        """The item, tagged where that is asked for, or DropItem."""
        if not isinstance(outcome, Answer):
            return self.without_answer(outcome, item)
        self.stats.inc_value(f'shingled/{outcome.status}')
        if self.duplicates == 'tag':
            ItemAdapter(item)[self.tag] = {**dataclasses.asdict(outcome), 'duplicate': outcome.status in self.statuses}
        if self.duplicates == 'drop' and outcome.status in self.statuses:
            self.stats.inc_value('shingled/dropped')
            raise DropItem(f'{outcome.status} of article {outcome.matched} in cluster {outcome.cluster}')
        return item

    def without_answer(self, error: Exception, item: Any) -> Any:
        """Lets an item go on that the daemon could not judge."""
        if isinstance(error, NoArticle):
            self.stats.inc_value('shingled/no_article')
            return item
        self.stats.inc_value('shingled/failed')
        level = logging.DEBUG if self.told_away else logging.WARNING
        logger.log(level, 'shingled did not judge an item: %s', error)
        self.told_away = True
        return item
