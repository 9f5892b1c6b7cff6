#include "indexer/word_table.h"

#include <stdlib.h>
#include <sys/random.h>
#include <xxhash.h>

int word_table_init(struct word_table *t, struct err *err)
{
    *t = (struct word_table){.texts = ARENA_INIT};
    if (getrandom(&t->seed, sizeof t->seed, 0) != (ssize_t)sizeof t->seed)
        return err_sys(err, "cannot get random bytes");
    return 0;
}

void word_table_release(struct word_table *t)
{
    arena_release(&t->texts);
    free(t->words);
    free(t->index);
    *t = (struct word_table){.texts = ARENA_INIT};
}

void word_table_clear(struct word_table *t)
{
    if (t->index)
        memset(t->index, 0, t->index_size * sizeof *t->index);
    t->count = t->bytes = 0;
    arena_clear(&t->texts);
}

/* Where a text stands in the index, or would. */
static uint32_t *find_place(struct word_table *t, struct str text)
{
    size_t at = (size_t)XXH3_64bits_withSeed(text.data, text.len, t->seed) & (t->index_size - 1);
    while (t->index[at] && !str_eq(t->words[t->index[at] - 1].text, text))
        at = (at + 1) & (t->index_size - 1);
    return &t->index[at];
}

/* Room for one more. */
static int grow(struct word_table *t, struct err *err)
{
    if (t->count < t->cap)
        return 0;
    size_t       cap   = t->cap ? t->cap * 2 : 2048, size = cap * 2;
    struct word *words = realloc(t->words, cap * sizeof *words);
    if (words)
        t->words = words;
    uint32_t *index = words ? calloc(size, sizeof *index) : NULL;
    if (!index)
        return err_oom(err);
    free(t->index);
    t->index      = index;
    t->index_size = size;
    t->cap        = cap;
    for (size_t w = 0; w < t->count; w++)
        *find_place(t, t->words[w].text) = (uint32_t)w + 1;
    return 0;
}

int word_table_find(struct word_table *t, struct str text, uint32_t *number, struct err *err)
{
    int code = grow(t, err);
    if (code)
        return code;
    uint32_t *place = find_place(t, text);
    if (!*place) {
        struct str copy = arena_copy(&t->texts, text);
        if (text.len && !copy.data)
            return err_oom(err);
        t->words[t->count++] = (struct word){.text = copy};
        t->bytes += text.len;
        *place = (uint32_t)t->count;
    }
    *number = *place - 1;
    return 0;
}
