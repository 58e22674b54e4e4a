#include "shingle/base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

void *pages_map(size_t size)
{
    size_t more = size >= PAGES_HUGE ? PAGES_HUGE : 0;
    if (size == 0 || size > SIZE_MAX - more)
        return NULL;
    uint8_t *at = mmap(NULL, size + more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    if (more == 0)
        return at;
    /* More than is needed was mapped: what stands before the first boundary, and behind the end, goes again. */
    size_t before = (PAGES_HUGE - (uintptr_t)at % PAGES_HUGE) % PAGES_HUGE;
    size_t end = (before + size + PAGE - 1) / PAGE * PAGE;
    if (before > 0)
        (void)munmap(at, before);
    if (end < size + more)
        (void)munmap(at + end, size + more - end);
#ifdef MADV_HUGEPAGE
    (void)madvise(at + before, size, MADV_HUGEPAGE);
#endif
    return at + before;
}

void pages_unmap(void *at, size_t size)
{
    if (at)
        (void)munmap(at, size);
}

void pages_ready(void *at, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    size_t into = (uintptr_t)at % PAGE;
    if (size > 0)
        (void)madvise((uint8_t *)at - into, size + into, MADV_POPULATE_WRITE);
#else
    (void)at;
    (void)size;
#endif
}

bool pages_hand_over(void *from, void *to, size_t size)
{
#ifdef MREMAP_DONTUNMAP
    return mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to) == to;
#else
    (void)from;
    (void)to;
    (void)size;
    return false;
#endif
}

void pages_drop(void *at, size_t size)
{
    size_t into = (PAGE - (uintptr_t)at % PAGE) % PAGE;
    if (size >= into + PAGE)
        (void)madvise((uint8_t *)at + into, (size - into) / PAGE * PAGE, MADV_DONTNEED);
}
