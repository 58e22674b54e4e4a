#include "shingle/extract/site_template.h"

#include <stdlib.h>

enum { ROOM_MIN = 16 };

/* Pages that count for a line at the site's present page. */
static uint32_t strength(const struct site_template *template, const struct site_count *count)
{
    uint32_t halves = (template->pages - count->last) / SITE_HALF_LIFE;
    uint32_t seen = count->seen < SITE_SEEN_MAX ? count->seen : SITE_SEEN_MAX;
    return halves == 0 ? count->seen : halves < 32 ? seen >> halves : 0;
}

static struct site_count *find(const struct site_template *template, uint64_t hash)
{
    for (uint32_t i = 0; i < template->count; i++)
        if (template->at[i].hash == hash)
            return &template->at[i];
    return NULL;
}

uint32_t site_template_seen(const struct site_template *template, uint64_t hash)
{
    const struct site_count *count = find(template, hash);
    return count ? strength(template, count) : 0;
}

enum status site_template_reserve(struct site_template *template, uint32_t count)
{
    uint32_t room = template->room ? template->room : ROOM_MIN;
    if (count <= template->room)
        return STATUS_OK;
    while (room < count)
        room *= 2;
    struct site_count *at = realloc(template->at, room * sizeof *at);
    if (!at)
        return STATUS_NOMEM;
    template->at = at;
    template->room = room;
    return STATUS_OK;
}

void site_template_free(struct site_template *template)
{
    free(template->at);
    *template = (struct site_template){0};
}

/* The place of the line that goes for a new one: the one that counts least, of equals the one that came longest ago. */
static struct site_count *weakest(const struct site_template *template)
{
    struct site_count *least = &template->at[0];
    uint32_t least_strength = strength(template, least);
    for (uint32_t i = 1; i < template->count; i++) {
        struct site_count *count = &template->at[i];
        uint32_t its = strength(template, count);
        if (its < least_strength || (its == least_strength && count->last < least->last)) {
            least = count;
            least_strength = its;
        }
    }
    return least;
}

static enum status add(struct site_template *template, uint64_t hash, uint32_t article, uint32_t limit)
{
    struct site_count *count;
    if (template->count < limit) {
        enum status status = site_template_reserve(template, template->count + 1);
        if (status != STATUS_OK)
            return status;
        count = &template->at[template->count++];
    } else {
        count = weakest(template);
        if (count->last == template->pages) /* all of the set is this page's: the first lines stay */
            return STATUS_OK;
    }
    *count = (struct site_count){.hash = hash, .seen = 1, .last = template->pages, .earlier = {article}};
    return STATUS_OK;
}

static bool tells_same(const struct site_page *page, const struct site_count *count)
{
    for (size_t i = 0; i < SITE_EARLIER; i++)
        if (count->earlier[i] && page->same_story(page->context, count->earlier[i], page->article))
            return true;
    return false;
}

/* Counts a known line; true when it became boilerplate, and *learnt is filled. */
static bool count_again(struct site_template *template, const struct site_page *page, struct site_count *count,
                        struct site_learnt *learnt)
{
    uint32_t was = strength(template, count);
    if (count->last == template->pages || tells_same(page, count))
        return false;
    count->last = template->pages;
    count->seen = was < UINT32_MAX ? was + 1 : was;
    if (was >= SITE_PAGES_MIN)
        return false;
    if (count->seen >= SITE_PAGES_MIN) {
        learnt->hash = count->hash;
        memcpy(learnt->earlier, count->earlier, sizeof learnt->earlier);
        memset(count->earlier, 0, sizeof count->earlier);
        template->learnt++;
        return true;
    }
    memmove(count->earlier + 1, count->earlier, (SITE_EARLIER - 1) * sizeof *count->earlier);
    count->earlier[0] = page->article;
    return false;
}

static bool came_before(const struct site_template *template, const struct site_lines *lines)
{
    size_t known = 0;
    for (size_t i = 0; i < lines->count; i++)
        known += find(template, lines->at[i].hash) ? lines->at[i].size : 0;
    return !site_lines_may_drop(known, lines->text_size);
}

bool site_template_learn(struct site_template *template, const struct site_page *page, uint32_t limit,
                         struct site_learnt *learnt, size_t *learnt_count, enum status *status)
{
    const struct site_lines *lines = page->lines;
    *learnt_count = 0;
    *status = STATUS_OK;
    if (template->pages == UINT32_MAX || came_before(template, lines))
        return false;
    template->pages++;
    for (size_t i = 0; i < lines->count && *status == STATUS_OK; i++) {
        struct site_count *count = find(template, lines->at[i].hash);
        if (!count)
            *status = add(template, lines->at[i].hash, page->article, limit);
        else if (count_again(template, page, count, &learnt[*learnt_count]))
            ++*learnt_count;
    }
    return true;
}
