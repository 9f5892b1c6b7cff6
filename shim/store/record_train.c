#include "store/record.h"

#include "base/utf8.h"
#include "store/record_layout.h"

/* Pieces of this size from as many samples as fit: on newswire, clever choices gain less than 1 % over plain
 * samples, since what a dictionary supplies is the common words and turns of phrase. */
enum { PIECE = 1024 };

static size_t piece_length(const struct article *a)
{
    size_t len = 0;
    for (int f = 0; f < FIELD_COUNT && len < PIECE; f++)
        len += a->field[f].len + 1;
    return len < PIECE ? len : PIECE;
}

int record_train(const struct article *samples, size_t count, struct buf *out, struct err *err)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += piece_length(&samples[i]);
    double     step = total > RECORD_DICTIONARY_MAX ? (double)total / RECORD_DICTIONARY_MAX : 1;
    struct buf raw  = BUF_INIT;
    size_t     room = RECORD_DICTIONARY_MAX;
    for (double at = 0; at < (double)count && room; at += step) {
        buf_clear(&raw);
        record_lay_out(&samples[(size_t)at], &raw);
        size_t take = raw.len < PIECE ? raw.len : utf8_floor(buf_view(&raw), PIECE);
        if (take > room)
            take = room;
        buf_append(out, raw.data, take);
        room -= take;
    }
    int code = buf_failed(&raw, err);
    buf_release(&raw);
    return code ? code : buf_failed(out, err);
}
