#include "store/record.h"

#include "base/utf8.h"

/* Equal shares of as many samples as make pieces of about this size: on newswire, clever choices gain less
 * than 1 % over plain samples, since what a dictionary supplies is the common words and turns of phrase. */
enum { PIECE = 1024 };

int record_train(const struct str *samples, size_t count, struct buf *out, struct err *err)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += samples[i].len < PIECE ? samples[i].len : PIECE;
    if (total <= RECORD_DICTIONARY_MAX) {
        for (size_t i = 0; i < count; i++)
            buf_append(out, samples[i].data, utf8_floor(samples[i], PIECE));
        return buf_failed(out, err);
    }
    /* Take every step-th sample so that the pieces together just fill the dictionary. */
    double step = (double)total / RECORD_DICTIONARY_MAX, at = 0;
    size_t start = out->len;
    for (; at < (double)count; at += step) {
        struct str sample = samples[(size_t)at];
        size_t     room   = RECORD_DICTIONARY_MAX - (out->len - start);
        size_t     take   = utf8_floor(sample, sample.len < PIECE ? sample.len : PIECE);
        buf_append(out, sample.data, take < room ? take : utf8_floor(sample, room));
    }
    return buf_failed(out, err);
}
