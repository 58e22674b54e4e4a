#include "shingle/extract/page.h"

enum status article_extract(const struct page *page, struct arena *arena, struct article *out)
{
    (void)arena;
    if (page->content.size > PAGE_CONTENT_MAX)
        return STATUS_TOOBIG;
    *out = (struct article){.outcome = ARTICLE_FOUND, .reason = "", .title = page->title_hint};
    out->text = bytes_trim(page->content);
    if (out->text.size == 0) {
        out->outcome = ARTICLE_NONE;
        out->reason = "empty";
    }
    return STATUS_OK;
}
