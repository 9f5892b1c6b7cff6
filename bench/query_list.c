#include "bench/query_list.h"

#include <stdlib.h>

#include "query/batch_topics.h"

void query_list_release(struct query_list *list)
{
    free(list->items);
    arena_release(&list->arena);
    *list = (struct query_list){0};
}

static int add(struct query_list *list, struct str id, struct str text, struct err *err)
{
    if (list->count == list->cap) {
        size_t             cap   = list->cap ? list->cap * 2 : 64;
        struct query_item *grown = realloc(list->items, cap * sizeof *grown);
        if (!grown)
            return err_oom(err);
        list->items = grown;
        list->cap   = cap;
    }
    struct query_item item = {arena_copy(&list->arena, id), arena_copy(&list->arena, text), CLASS_NOTHING};
    if ((id.len && !item.id.data) || (text.len && !item.text.data))
        return err_oom(err);
    list->items[list->count++] = item;
    return 0;
}

int query_list_read(struct query_list *list, const char *path, struct err *err)
{
    struct batch_topics topics;
    struct batch_topic  topic = {BUF_INIT, BUF_INIT, 0};
    int                 code  = batch_topics_open(&topics, path, -1, err), got;
    if (code)
        return code;
    while (!code && (got = batch_topics_next(&topics, &topic, err)) != 0) {
        if (got == ERR_FORMAT || got == ERR_LIMIT)
            list->unreadable++;
        else
            code = got < 0 ? got : add(list, buf_view(&topic.qid), buf_view(&topic.query), err);
    }
    batch_topic_release(&topic);
    batch_topics_close(&topics);
    if (!code && list->count == 0)
        code = err_set(err, ERR_FORMAT, "'%s' has no query", path);
    return code;
}

int query_list_classify(struct query_list *list, struct searcher *s, size_t most, struct query_list_drops *drops,
                        struct err *err)
{
    size_t seen[CLASS_COUNT] = {0}, kept = 0;
    *drops                   = (struct query_list_drops){.errors = list->unreadable};
    for (size_t i = 0; i < list->count; i++) {
        struct query_item item = list->items[i];
        int               code = query_class_of(s, item.text, &item.class, err);
        if (code && code != ERR_QUERY && code != ERR_LIMIT)
            return code;
        drops->errors += code != 0;
        drops->nothing += !code && item.class == CLASS_NOTHING;
        if (!code && item.class != CLASS_NOTHING && (!most || seen[item.class] < most)) {
            seen[item.class]++;
            list->items[kept++] = item;
        }
    }
    list->count = kept;
    return 0;
}
