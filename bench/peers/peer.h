/* peer: what the adapters in C and C++ share: the command line and the protocol of bench/peers/README.md.
 *
 * An adapter fills a struct peer and gives it to peer_main. A function that fails prints nothing: it leaves a
 * line with peer_fail and returns PEER_FAILED. */
#ifndef PRESSMARK_BENCH_PEERS_PEER_H
#define PRESSMARK_BENCH_PEERS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PEER_UNSUPPORTED = -1, PEER_FAILED = -2 };
enum { PEER_WORDS_MAX = 256 };

enum peer_shape { PEER_ANY, PEER_ALL, PEER_PHRASE };

struct peer_query {
    enum peer_shape shape;
    const char     *words[PEER_WORDS_MAX]; /* ASCII letters lowered; letters, digits and bytes from 0x80 on */
    size_t          count;                 /* one at least */
};

struct peer_request {
    struct peer_query query;
    size_t            top;   /* how many of the best; 0: none */
    bool              count; /* count all matches */
    bool              ids;   /* hand the best to peer_hit, best first */
    const char       *qid;   /* for peer_hit */
    uint32_t          rank;
};

struct peer_document {
    const char *id, *text; /* well-formed UTF-8, no NUL; until the next document */
    size_t      id_len, text_len;
    /* private */
    void  *json;
    char  *line;
    size_t line_cap;
};

struct peer {
    const char *name;
    void (*version)(FILE *out); /* "SQLite 3.40.1", without the end of the line */
    /* Make the index in the folder, which is there and empty, of the documents on standard input. 0 or PEER_FAILED. */
    int (*build)(const char *folder);
    void *(*open)(const char *folder); /* NULL: failed */
    /* The number of matches when request->count, else 0; PEER_UNSUPPORTED, PEER_FAILED. */
    int64_t (*search)(void *engine, struct peer_request *request);
    void (*close)(void *engine);
};

#ifdef __cplusplus
extern "C" {
#endif

/* adapter version | build FOLDER | query [--time] FOLDER. Returns the exit status: 0, or 2 after an error. */
int peer_main(int argc, char **argv, const struct peer *peer);

/* 1 a document, 0 the end, PEER_FAILED for a line that is none. *document begins zeroed; after 0 and PEER_FAILED
 * nothing of it is left to free. */
int peer_next_document(FILE *in, struct peer_document *document);

/* Print one line of a run file. */
void peer_hit(struct peer_request *request, const char *id, size_t id_len, double score);

/* Keep the message that peer_main prints. Returns PEER_FAILED. */
int peer_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#ifdef __cplusplus
}
#endif

#endif
