#include "bench/query_list.h"

#include <stdlib.h>

#include "base/file.h"

void query_list_release(struct query_list *list)
{
    free(list->items);
    buf_release(&list->file);
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
    list->items[list->count++] = (struct query_item){id, text, CLASS_NOTHING};
    return 0;
}

int query_list_parse(struct query_list *list, struct str text, struct err *err)
{
    int code = 0;
    for (struct str rest = text; rest.data && !code;) {
        struct str line  = str_split(&rest, '\n');
        struct str first = str_split(&line, '\t');
        struct str query = line.data ? str_split(&line, '\t') : first;
        struct str id    = query.data == first.data ? STR("") : str_trim(first);
        if (str_trim(query).len)
            code = add(list, id, str_trim(query), err);
    }
    return code;
}

int query_list_read(struct query_list *list, const char *path, struct err *err)
{
    int code = file_read(path, &list->file, err);
    if (!code)
        code = query_list_parse(list, buf_view(&list->file), err);
    if (!code && list->count == 0)
        code = err_set(err, ERR_FORMAT, "'%s' has no query: one a line, or id, tab, query", path);
    return code;
}

int query_list_classify(struct query_list *list, struct searcher *s, size_t most, struct query_list_drops *drops,
                        struct err *err)
{
    size_t seen[CLASS_COUNT] = {0}, kept = 0;
    *drops                   = (struct query_list_drops){0};
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
