/* pressmark: our own two halves behind the protocol. pressmark-index builds, with one thread that analyzes, and
 * merges into one segment; the query library answers. Stop words stay in queries, as they do with the peers. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "query/lookup.h"
#include "query/search.h"

struct opened {
    struct searcher *searcher;
    struct buf       text;
};

static void version(FILE *out)
{
    fprintf(out, "Pressmark %s", PRESSMARK_VERSION);
}

/* ---- building -------------------------------------------------------------------------------- */

/* pressmark-index lies in the folder above the one of this program. */
static int indexer_path(char out[PATH_MAX])
{
    static const char name[] = "/pressmark-index";
    ssize_t           len    = readlink("/proc/self/exe", out, PATH_MAX - sizeof name);
    if (len < 0)
        return peer_fail("cannot find where this program is: %s", strerror(errno));
    out[len] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(out, '/');
        if (slash)
            *slash = '\0';
    }
    memcpy(out + strlen(out), name, sizeof name);
    return 0;
}

static int run(const char *const *command)
{
    union {
        const char *const *in;
        char *const       *out;
    } arguments = {command};
    int   status;
    pid_t child = fork();
    if (child == 0) {
        execv(command[0], arguments.out);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return peer_fail("cannot run '%s': %s", command[0], strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    return peer_fail("'%s' failed", command[0]); /* it said why; rejected documents count, too */
}

static int build(const char *folder)
{
    char       program[PATH_MAX];
    struct buf index = BUF_INIT;
    buf_printf(&index, "%s/news.idx", folder);
    int code = index.failed ? peer_fail("out of memory") : indexer_path(program);
    if (!code) {
        const char *add[]   = {program, "-q", "-j", "1", "-f", "jsonl", "-l", "en", index.data, "-", NULL};
        const char *merge[] = {program, "-q", "--merge", index.data, NULL};
        code                = run(add);
        if (!code)
            code = run(merge);
    }
    buf_release(&index);
    return code;
}

/* ---- querying -------------------------------------------------------------------------------- */

static void close_engine(void *engine)
{
    struct opened *e = engine;
    searcher_close(e->searcher);
    buf_release(&e->text);
    free(e);
}

static void *open_engine(const char *folder)
{
    struct opened *e    = calloc(1, sizeof *e);
    struct buf     path = BUF_INIT;
    struct err     err  = ERR_INIT;
    buf_printf(&path, "%s/news.idx", folder);
    int code = !e || path.failed ? err_oom(&err) : 0;
    if (!code) {
        const char *paths[] = {path.data};
        code                = searcher_open(&e->searcher, paths, 1, NULL, &engine_lookup, &err);
    }
    buf_release(&path);
    if (!code)
        return e;
    peer_fail("%s", err.msg);
    if (e)
        close_engine(e);
    return NULL;
}

/* The query in our own language. Its words are lowered, and hold nothing that is an operator there. */
static void write_query(const struct peer_query *q, struct buf *out)
{
    buf_clear(out);
    if (q->shape == PEER_PHRASE)
        buf_putc(out, '"');
    for (size_t i = 0; i < q->count; i++) {
        if (i > 0)
            buf_putc(out, ' ');
        if (q->shape == PEER_ALL)
            buf_putc(out, '+');
        buf_cstr(out, q->words[i]);
    }
    if (q->shape == PEER_PHRASE)
        buf_putc(out, '"');
}

static int print_hits(struct opened *e, struct peer_request *request, const struct search_result *found, struct err *err)
{
    struct article article;
    for (size_t i = 0; i < found->count; i++) {
        const struct search_hit *hit = &found->hits[i];
        int code = index_reader_article(searcher_reader(e->searcher), hit->shard, hit->docid, false, &article, err);
        if (code)
            return code;
        peer_hit(request, article.field[FIELD_ID].data, article.field[FIELD_ID].len, hit->weight);
    }
    return 0;
}

static int64_t search(void *engine, struct peer_request *request)
{
    struct opened        *e = engine;
    struct search         search;
    struct err            err = ERR_INIT;
    struct search_request wanted = {
        .limit           = request->top,
        .exact           = request->count,
        .keep_stop_words = !request->ids, /* a run shows how we rank, and that is without them */
    };
    write_query(&request->query, &e->text);
    wanted.query = buf_view(&e->text);
    search_init(&search);
    int code = e->text.failed ? err_oom(&err) : searcher_run(e->searcher, &wanted, &search, &err);
    if (!code && request->ids)
        code = print_hits(e, request, &search.result, &err);
    int64_t count = request->count ? (int64_t)search.result.estimate : 0;
    search_release(&search);
    if (code == ERR_QUERY || code == ERR_LIMIT)
        return PEER_UNSUPPORTED;
    return code ? peer_fail("%s", err.msg) : count;
}

int main(int argc, char **argv)
{
    static const struct peer peer = {"pressmark", version, build, open_engine, search, close_engine};
    return peer_main(argc, argv, &peer);
}
