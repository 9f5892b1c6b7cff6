#include "corpus/formats.h"

enum {
    EXTENSION = 60, /* what a fitting extension adds to the 0..100 of a sniff */
    CLEAR     = 50, /* the score from which on content and extension decide alone */
};

static const struct reader_ops *const readers[] = {
    &reader_jsonl,   &reader_json, &reader_csv,  &reader_tsv,
    &reader_reuters, &reader_trec, &reader_html, &reader_text,
};
enum { READERS = sizeof readers / sizeof *readers };

const char *const *corpus_formats(void)
{
    static const char *const names[READERS + 1] = {"jsonl",   "json", "csv",  "tsv",
                                                    "reuters", "trec", "html", "text"};
    return names;
}

const struct reader_ops *format_by_name(const char *name)
{
    for (size_t i = 0; i < READERS; i++)
        if (strcmp(name, readers[i]->name) == 0)
            return readers[i];
    return NULL;
}

static bool has_extension(struct str name, const char *const *extensions)
{
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;
    struct str  own = dot ? str_skip(name, (size_t)(dot - name.data) + 1) : str_of(NULL, 0);
    for (size_t i = 0; own.len && extensions && extensions[i]; i++)
        if (str_eq_nocase(own, str_c(extensions[i])))
            return true;
    return false;
}

const struct reader_ops *format_find(struct str name, struct str head, bool direct)
{
    const struct reader_ops *best       = NULL;
    int                      best_score = direct ? 0 : CLEAR - 1;
    for (size_t i = 0; i < READERS; i++) {
        bool known = has_extension(name, readers[i]->extensions);
        int  score = readers[i]->sniff(head) + (known ? EXTENSION : 0);
        if (readers[i] == &reader_text && !known && !direct)
            continue;
        if (score > best_score) {
            best       = readers[i];
            best_score = score;
        }
    }
    return best;
}
