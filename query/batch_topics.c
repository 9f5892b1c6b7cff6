#include "query/batch_topics.h"

void batch_topic_release(struct batch_topic *topic)
{
    buf_release(&topic->qid);
    buf_release(&topic->query);
}

static enum batch_format find_format(struct str head)
{
    struct str first = {NULL, 0};
    char       separator;
    size_t     qid, query;
    for (struct str rest = head; rest.data && !str_trim(first).len;)
        first = str_split(&rest, '\n');
    if (batch_trec_begins(head))
        return BATCH_TREC;
    if (batch_csv_header(str_trim(first), &separator, &qid, &query))
        return BATCH_CSV;
    return first.len && memchr(first.data, '\t', first.len) ? BATCH_TSV : BATCH_LINES;
}

int batch_topics_open(struct batch_topics *t, const char *path, int format, struct err *err)
{
    *t        = (struct batch_topics){.cells = BUF_INIT};
    int code  = batch_lines_open(&t->lines, path, err);
    t->format = (enum batch_format)format;
    if (code || format >= 0)
        return code;
    struct str head = {NULL, 0};
    code            = batch_lines_peek(&t->lines, &head, err);
    if (code)
        batch_topics_close(t);
    else
        t->format = find_format(head);
    return code;
}

void batch_topics_close(struct batch_topics *t)
{
    batch_lines_close(&t->lines);
    buf_release(&t->cells);
}

static int next_line(struct batch_topics *t, struct batch_topic *topic, struct err *err)
{
    struct str line = batch_lines_record(&t->lines);
    if (t->format == BATCH_LINES) {
        buf_printf(&topic->qid, "%llu", (unsigned long long)topic->line);
        buf_str(&topic->query, line);
        return 1;
    }
    if (!line.len || !memchr(line.data, '\t', line.len))
        return err_set(err, ERR_FORMAT, "no tab between the id and the query");
    struct str qid = str_trim(str_split(&line, '\t'));
    if (!qid.len)
        return err_set(err, ERR_FORMAT, "there is no id before the tab");
    buf_str(&topic->qid, qid);
    buf_str(&topic->query, line);
    return 1;
}

int batch_topics_next(struct batch_topics *t, struct batch_topic *topic, struct err *err)
{
    for (;;) {
        int code    = batch_lines_next(&t->lines, err);
        topic->line = t->lines.line;
        if (code <= 0)
            return code;
        buf_clear(&topic->qid);
        buf_clear(&topic->query);
        if (!str_trim(batch_lines_record(&t->lines)).len)
            continue;
        code = t->format == BATCH_CSV    ? batch_csv_next(t, topic, err)
               : t->format == BATCH_TREC ? batch_trec_next(t, topic, err)
                                         : next_line(t, topic, err);
        if (code == 0) /* a line that is no topic */
            continue;
        if (code > 0 && (topic->qid.failed || topic->query.failed))
            return err_oom(err);
        return code;
    }
}
