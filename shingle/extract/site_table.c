#include "shingle/extract/site_table.h"

#include <stdlib.h>

/* From the site that was used last to the one that was used least. */
struct queue {
    struct site *newest, *oldest;
    uint32_t count;
};

struct site_table {
    struct site_table_params params;
    struct site *sites;   /* by slot - 1 */
    uint32_t count;       /* sites known */
    uint32_t slots;       /* slots that were ever taken: 1 to slots */
    struct site *spare;   /* those of them that are free, linked by `older` */
    uint32_t *index;      /* open addressing by name: slots, 0 = free */
    uint32_t mask;        /* of index */
    struct queue plain;   /* sites that have learnt no line, */
    struct queue learnt;  /* and those that have */
    struct site *changed; /* newest change first */
    uint64_t clock;       /* the highest site.used */
    uint64_t line_bytes;  /* of all templates */
};

enum { INDEX_MIN = 64 };

enum status site_table_open(const struct site_table_params *params, struct site_table **out)
{
    *out = NULL;
    if (params->sites < 1 || params->sites > SITE_TABLE_SITES_MAX || params->lines < 1 ||
        params->lines > SITE_TABLE_LINES_MAX)
        return STATUS_BADARG;
    uint32_t slots = INDEX_MIN;
    while (slots < params->sites * 2)
        slots *= 2;
    struct site_table *table = calloc(1, sizeof *table);
    struct site *sites = calloc(params->sites, sizeof *sites);
    uint32_t *index = calloc(slots, sizeof *index);
    if (!table || !sites || !index) {
        free(table);
        free(sites);
        free(index);
        return STATUS_NOMEM;
    }
    *table = (struct site_table){.params = *params, .sites = sites, .index = index, .mask = slots - 1};
    *out = table;
    return STATUS_OK;
}

void site_table_close(struct site_table *table)
{
    if (!table)
        return;
    for (uint32_t i = 0; i < table->slots; i++)
        site_template_free(&table->sites[i].template);
    free(table->sites);
    free(table->index);
    free(table);
}

/* The place in index that holds name, or the free one where it belongs. */
static uint32_t place_of(const struct site_table *table, uint64_t name)
{
    uint32_t at = (uint32_t)name & table->mask;
    while (table->index[at] && table->sites[table->index[at] - 1].name != name)
        at = (at + 1) & table->mask;
    return at;
}

struct site *site_table_find(const struct site_table *table, uint64_t name)
{
    uint32_t slot = table->index[place_of(table, name)];
    return slot ? &table->sites[slot - 1] : NULL;
}

/* Takes a name out of index and closes the gap (Knuth, vol. 3, 6.4, algorithm R). */
static void unindex(struct site_table *table, uint64_t name)
{
    uint32_t gap = place_of(table, name);
    table->index[gap] = 0;
    for (uint32_t at = (gap + 1) & table->mask; table->index[at]; at = (at + 1) & table->mask) {
        uint32_t home = (uint32_t)table->sites[table->index[at] - 1].name & table->mask;
        bool stays = gap <= at ? gap < home && home <= at : gap < home || home <= at;
        if (stays)
            continue;
        table->index[gap] = table->index[at];
        table->index[at] = 0;
        gap = at;
    }
}

static struct queue *queue_of(struct site_table *table, const struct site *site)
{
    return site->template.learnt ? &table->learnt : &table->plain;
}

static void enqueue(struct queue *queue, struct site *site)
{
    site->newer = NULL;
    site->older = queue->newest;
    if (queue->newest)
        queue->newest->newer = site;
    else
        queue->oldest = site;
    queue->newest = site;
    queue->count++;
}

static void dequeue(struct queue *queue, struct site *site)
{
    if (site->newer)
        site->newer->older = site->older;
    else
        queue->newest = site->older;
    if (site->older)
        site->older->newer = site->newer;
    else
        queue->oldest = site->newer;
    queue->count--;
}

static struct site *victim(struct site_table *table)
{
    bool plain = table->plain.count > table->params.sites / 4 || !table->learnt.oldest;
    return plain ? table->plain.oldest : table->learnt.oldest;
}

static uint64_t bytes_of_template(const struct site_template *template)
{
    return template->room * sizeof *template->at;
}

/* A slot for a new site, empty but for its number, name and place in the list of changes. */
static struct site *take_slot(struct site_table *table, uint64_t name)
{
    struct site *site = table->spare;
    if (site) {
        table->spare = site->older;
        table->count++;
    } else if (table->slots < table->params.sites) {
        site = &table->sites[table->slots++];
        site->slot = table->slots;
        table->count++;
    } else {
        site = victim(table);
        unindex(table, site->name);
        dequeue(queue_of(table, site), site);
        site->template = (struct site_template){.at = site->template.at, .room = site->template.room};
    }
    site->name = name;
    table->index[place_of(table, name)] = site->slot;
    enqueue(&table->plain, site);
    return site;
}

static void note_change(struct site_table *table, struct site *site)
{
    if (site->changed)
        return;
    site->changed = true;
    site->next_changed = table->changed;
    table->changed = site;
}

enum status site_table_learn(struct site_table *table, uint64_t name, const struct site_page *page,
                             struct site_learnt *learnt, size_t *learnt_count)
{
    enum status status;
    struct site *site = site_table_find(table, name);
    if (!site)
        site = take_slot(table, name);
    struct queue *queue = queue_of(table, site);
    uint64_t bytes = bytes_of_template(&site->template);
    bool counted = site_template_learn(&site->template, page, table->params.lines, learnt, learnt_count, &status);
    table->line_bytes += bytes_of_template(&site->template) - bytes;
    if (!counted)
        return status;
    dequeue(queue, site);
    enqueue(queue_of(table, site), site);
    site->used = ++table->clock;
    note_change(table, site);
    return status;
}

struct site *site_table_next_changed(struct site_table *table)
{
    struct site *site = table->changed;
    if (!site)
        return NULL;
    table->changed = site->next_changed;
    site->changed = false;
    return site;
}

struct site_table_stats site_table_stats(const struct site_table *table)
{
    return (struct site_table_stats){
        .sites = table->count,
        .learnt_sites = table->learnt.count,
        .bytes = sizeof *table + table->params.sites * sizeof *table->sites +
                 ((uint64_t)table->mask + 1) * sizeof *table->index + table->line_bytes,
    };
}

/* Of more lines than a site may have now, those that are boilerplate stay, then the first others. */
static void trim(struct site_template *template, uint32_t limit)
{
    uint32_t kept = 0;
    if (template->count <= limit)
        return;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = pass ? kept : 0; i < template->count && kept < limit; i++) {
            if (!pass && template->at[i].seen < SITE_PAGES_MIN)
                continue;
            struct site_count count = template->at[i];
            template->at[i] = template->at[kept];
            template->at[kept++] = count;
        }
    }
    template->count = kept;
}

static void release(struct site_table *table, struct site *site)
{
    unindex(table, site->name);
    table->line_bytes -= bytes_of_template(&site->template);
    site_template_free(&site->template);
    *site = (struct site){.slot = 0};
    table->count--;
}

void site_table_restore(struct site_table *table, struct site *site)
{
    struct site *twin = site_table_find(table, site->name);
    struct site *own = site->slot && site->slot <= table->params.sites ? &table->sites[site->slot - 1] : NULL;
    if (!own || own->slot || (twin && twin->used >= site->used)) {
        site_template_free(&site->template);
        return;
    }
    if (twin)
        release(table, twin);
    *own = *site;
    own->changed = false;
    trim(&own->template, table->params.lines);
    table->index[place_of(table, own->name)] = own->slot;
    table->line_bytes += bytes_of_template(&own->template);
    table->count++;
    table->slots = own->slot > table->slots ? own->slot : table->slots;
    table->clock = own->used > table->clock ? own->used : table->clock;
}

static int compare_use(const void *a, const void *b)
{
    const struct site *x = *(struct site *const *)a;
    const struct site *y = *(struct site *const *)b;
    return (x->used > y->used) - (x->used < y->used);
}

enum status site_table_restored(struct site_table *table)
{
    struct site **sites = calloc(table->slots + 1u, sizeof *sites);
    uint32_t count = 0;
    if (!sites)
        return STATUS_NOMEM;
    for (uint32_t i = table->slots; i > 0; i--) {
        struct site *site = &table->sites[i - 1];
        if (site->slot) {
            sites[count++] = site;
            continue;
        }
        site->slot = i;
        site->older = table->spare;
        table->spare = site;
    }
    qsort(sites, count, sizeof *sites, compare_use);
    for (uint32_t i = 0; i < count; i++)
        enqueue(queue_of(table, sites[i]), sites[i]);
    free(sites);
    return STATUS_OK;
}
