#include "bench/peers/peer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <jansson.h>

static char failure[512];

int peer_fail(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(failure, sizeof failure, fmt, args);
    va_end(args);
    return PEER_FAILED;
}

/* ---- documents ------------------------------------------------------------------------------- */

static int end_of_documents(struct peer_document *d, int code)
{
    json_decref(d->json);
    free(d->line);
    *d = (struct peer_document){0};
    return code;
}

int peer_next_document(FILE *in, struct peer_document *d)
{
    json_error_t why;
    ssize_t      len = getline(&d->line, &d->line_cap, in);
    if (len < 0)
        return end_of_documents(d, ferror(in) ? peer_fail("cannot read the documents: %s", strerror(errno)) : 0);
    json_decref(d->json);
    d->json = json_loadb(d->line, (size_t)len, 0, &why);
    if (!d->json)
        return end_of_documents(d, peer_fail("a line is no JSON: %s", why.text));
    if (json_unpack_ex(d->json, &why, 0, "{s:s%, s:s%}", "id", &d->id, &d->id_len, "text", &d->text, &d->text_len))
        return end_of_documents(d, peer_fail("a line is no {\"id\", \"text\"}: %s", why.text));
    return 1;
}

/* ---- queries --------------------------------------------------------------------------------- */

static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Cut a word off *at, in place. False: no more words, or too many. */
static bool take_word(char **at, struct peer_query *q)
{
    char *p = *at;
    if (!in_word(*p) || q->count == PEER_WORDS_MAX)
        return false;
    q->words[q->count++] = p;
    for (; in_word(*p); p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    *at = p;
    return true;
}

/* `word`, `+a +b`, `a b`, `"a b"`; anything else is unsupported. The text is cut up. */
static bool parse_query(char *text, struct peer_query *q)
{
    size_t len = strlen(text);
    char   mark = *text == '+' ? '+' : '\0';
    q->count = 0;
    q->shape = mark ? PEER_ALL : PEER_ANY;
    if (*text == '"') {
        if (len < 3 || text[len - 1] != '"')
            return false;
        text[len - 1] = '\0';
        q->shape      = PEER_PHRASE;
        text++;
    }
    while (*text) {
        if (mark && *text++ != mark)
            return false;
        if (!take_word(&text, q))
            return false;
        if (*text && *text != ' ')
            return false;
        while (*text == ' ')
            *text++ = '\0';
    }
    return q->count > 0;
}

/* Any of the words of a text, whatever stands between them. */
static bool parse_bag(char *text, struct peer_query *q)
{
    q->count = 0;
    q->shape = PEER_ANY;
    while (*text) {
        while (*text && !in_word(*text))
            *text++ = '\0';
        if (*text && !take_word(&text, q))
            return false;
    }
    return q->count > 0;
}

static const struct command {
    const char *name;
    size_t      top;
    bool        count, run;
} commands[] = {
    {"TOP_10", 10, false, false},      {"TOP_100", 100, false, false}, {"TOP_1000", 1000, false, false},
    {"TOP_10_COUNT", 10, true, false}, {"COUNT", 0, true, false},      {"TREC_1000", 1000, false, true},
};

static const struct command *command_of(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

/* Take a line apart into *request; NULL: unsupported. */
static const struct command *parse_line(char *line, size_t len, struct peer_request *request)
{
    char *query = strchr(line, '\t');
    if (strlen(line) != len || !query)
        return NULL;
    *query++                       = '\0';
    const struct command *command = command_of(line);
    if (!command)
        return NULL;
    request->top   = command->top;
    request->count = command->count;
    request->ids   = command->run;
    request->rank  = 0;
    if (!command->run)
        return parse_query(query, &request->query) ? command : NULL;
    request->qid = query;
    query        = strchr(query, '\t');
    if (!query)
        return NULL;
    *query++ = '\0';
    return parse_bag(query, &request->query) ? command : NULL;
}

void peer_hit(struct peer_request *request, const char *id, size_t id_len, double score)
{
    printf("%s Q0 %.*s %" PRIu32 " %.9g peer\n", request->qid, (int)id_len, id, ++request->rank, score);
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Answer a line; the clock runs from having the line to having the answer. */
static int answer(void *engine, const struct peer *peer, bool timed, char *line, size_t len)
{
    struct peer_request   request = {.rank = 0};
    int64_t               start   = now(), found = PEER_UNSUPPORTED;
    const struct command *command = parse_line(line, len, &request);
    if (command)
        found = peer->search(engine, &request);
    int64_t took = now() - start;
    if (found == PEER_FAILED)
        return PEER_FAILED;
    if (command && command->run)
        return 0;
    if (found < 0)
        fputs("UNSUPPORTED", stdout);
    else
        printf("%" PRId64, request.count ? found : 1);
    if (timed)
        printf("\t%" PRId64, took);
    putchar('\n');
    return 0;
}

static int serve(void *engine, const struct peer *peer, bool timed)
{
    char   *line = NULL;
    size_t  cap  = 0;
    ssize_t len;
    int     code = 0;
    while (!code && (len = getline(&line, &cap, stdin)) >= 0) {
        if (len > 0 && line[len - 1] == '\n')
            line[--len] = '\0';
        code = answer(engine, peer, timed, line, (size_t)len);
        if (!code && (fflush(stdout) || ferror(stdout)))
            code = peer_fail("cannot write an answer: %s", strerror(errno));
    }
    free(line);
    return code;
}

/* ---------------------------------------------------------------------------------------------- */

static int build(const struct peer *peer, const char *folder)
{
    if (mkdir(folder, 0700))
        return peer_fail("cannot make the folder '%s': %s", folder, strerror(errno));
    return peer->build(folder);
}

static int query(const struct peer *peer, const char *folder, bool timed)
{
    void *engine = peer->open(folder);
    if (!engine)
        return PEER_FAILED;
    int code = serve(engine, peer, timed);
    peer->close(engine);
    return code;
}

int peer_main(int argc, char **argv, const struct peer *peer)
{
    int code;
    if (argc == 2 && !strcmp(argv[1], "version")) {
        peer->version(stdout);
        putchar('\n');
        code = 0;
    } else if (argc == 3 && !strcmp(argv[1], "build")) {
        code = build(peer, argv[2]);
    } else if (argc == 3 && !strcmp(argv[1], "query")) {
        code = query(peer, argv[2], false);
    } else if (argc == 4 && !strcmp(argv[1], "query") && !strcmp(argv[2], "--time")) {
        code = query(peer, argv[3], true);
    } else {
        code = peer_fail("usage: %s version | build FOLDER | query [--time] FOLDER", peer->name);
    }
    if (code)
        fprintf(stderr, "%s: %s\n", peer->name, failure);
    return code ? 2 : 0;
}
