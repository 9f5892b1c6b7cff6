/* Runs as trec_eval reads them: "qid Q0 id rank score tag", one hit a line.
 *
 * trec_eval orders by score and breaks ties by id, whatever the rank says. So scores never rise from rank to
 * rank, and have ten digits: those that differ by rounding alone are the same. */
#include "base/utf8.h"
#include "query/render.h"

/* White space of any script, and what a terminal might act on: it would end the column or the line. */
static bool splits(uint32_t cp)
{
    return cp <= ' ' || utf8_is_unsafe(cp) || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool is_one_word(struct str s)
{
    while (s.len)
        if (splits(utf8_next(&s)))
            return false;
    return true;
}

/* An id as one word: in one that is not, those characters and '%' are written as %XX, byte by byte. */
static void word(struct str id, struct buf *out)
{
    bool plain = is_one_word(id);
    while (id.len && !plain) {
        struct str from = id;
        uint32_t   cp   = utf8_next(&id);
        for (size_t i = 0; i < from.len - id.len; i++)
            buf_printf(out, splits(cp) || cp == '%' ? "%%%02X" : "%c", (unsigned char)from.data[i]);
    }
    buf_str(out, id);
}

static void hit(const struct render_hit *h, const struct terminal *terminal, struct buf *out)
{
    (void)terminal;
    if (h->query->qid.data)
        word(h->query->qid, out);
    else
        buf_putc(out, '1');
    buf_cstr(out, " Q0 ");
    word(h->article->field[FIELD_ID], out);
    buf_printf(out, " %llu %.10g %s\n", (unsigned long long)h->rank, h->score, h->query->tag);
}

static void end(const struct render_summary *summary, const struct terminal *terminal, struct buf *out)
{
    (void)summary, (void)terminal, (void)out;
}

const struct renderer render_trec = {.name = "trec", .hit = hit, .end = end};
