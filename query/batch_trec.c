/* TREC topics: <top> <num> Number: 301 <title> words <desc> ... </top>. End tags are rare and may be missing
 * everywhere, </top> included. */
#include "query/batch_topics.h"

/* Where `tag`, such as "<num>", stands in s in any case; s.len: nowhere. */
static size_t find_tag(struct str s, struct str tag)
{
    for (size_t at = 0; at + tag.len <= s.len; at++)
        if (s.data[at] == '<' && str_eq_nocase(str_of(s.data + at, tag.len), tag))
            return at;
    return s.len;
}

bool batch_trec_begins(struct str head)
{
    head = str_trim(head);
    return str_eq_nocase(str_of(head.data, head.len < 5 ? head.len : 5), STR("<top>"));
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* What stands between a tag and the next one, without the label ("Number:") that repeats its name. False:
 * there is no such tag. */
static bool value_of(struct str topic, struct str tag, struct str label, struct str *out)
{
    size_t at = find_tag(topic, tag);
    if (at == topic.len)
        return false;
    struct str value = str_skip(topic, at + tag.len);
    for (size_t i = 0; i + 1 < value.len; i++)
        if (value.data[i] == '<' && (is_letter(value.data[i + 1]) || value.data[i + 1] == '/')) {
            value.len = i;
            break;
        }
    value = str_trim(value);
    if (value.len >= label.len && str_eq_nocase(str_of(value.data, label.len), label))
        value = str_trim(str_skip(value, label.len));
    *out = value;
    return true;
}

/* Make the record reach to </top>, or to before the next <top>. */
static int read_topic(struct batch_topics *t, struct err *err)
{
    uint64_t lines = 1;
    size_t   seen  = 0;
    for (;;) {
        struct str record = batch_lines_record(&t->lines), fresh = str_skip(record, seen);
        if (seen > 0 && batch_trec_begins(fresh)) {
            batch_lines_cut(&t->lines, lines);
            return 0;
        }
        if (find_tag(fresh, STR("</top>")) < fresh.len)
            return 0;
        lines    = t->lines.lines;
        seen     = record.len;
        int code = batch_lines_more(&t->lines, err);
        if (code <= 0)
            return code;
    }
}

int batch_trec_next(struct batch_topics *t, struct batch_topic *topic, struct err *err)
{
    struct str line = str_trim(batch_lines_record(&t->lines)), qid, title;
    if (!batch_trec_begins(line)) {
        if (*line.data == '<') /* what encloses the topics */
            return 0;
        return err_set(err, ERR_FORMAT, "text outside of <top> ... </top>");
    }
    int code = read_topic(t, err);
    if (code)
        return code;
    struct str record = batch_lines_record(&t->lines), behind = str_skip(str_trim(record), 5);
    if (find_tag(behind, STR("<top>")) < behind.len)
        return err_set(err, ERR_FORMAT, "more than one topic on a line");
    if (!value_of(record, STR("<num>"), STR("Number:"), &qid) || !qid.len)
        return err_set(err, ERR_FORMAT, "a topic without a number");
    if (!value_of(record, STR("<title>"), STR("Topic:"), &title))
        return err_set(err, ERR_FORMAT, "topic '%.*s' has no title", (int)(qid.len > 60 ? 60 : qid.len),
                       qid.data);
    buf_str(&topic->qid, qid);
    buf_str(&topic->query, title);
    return 1;
}
