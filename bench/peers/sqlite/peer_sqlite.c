/* sqlite: FTS5 with the tokenizers porter and unicode61, text stored, ranked by its bm25. */
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "bench/peers/peer.h"

enum statement { TOP, COUNT, IDS, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [TOP]   = "SELECT rowid FROM docs WHERE docs MATCH ?1 ORDER BY rank LIMIT ?2",
    [COUNT] = "SELECT count(*) FROM docs WHERE docs MATCH ?1",
    [IDS]   = "SELECT id, -rank FROM docs WHERE docs MATCH ?1 ORDER BY rank LIMIT ?2",
};

struct engine {
    sqlite3      *db;
    sqlite3_stmt *statements[STATEMENTS];
};

static int fail(sqlite3 *db)
{
    return peer_fail("sqlite: %s", sqlite3_errmsg(db));
}

static int run(sqlite3 *db, const char *text)
{
    return sqlite3_exec(db, text, NULL, NULL, NULL) ? fail(db) : 0;
}

static int open_database(const char *folder, int flags, sqlite3 **db)
{
    struct buf path = BUF_INIT;
    buf_printf(&path, "%s/fts5.db", folder);
    *db      = NULL;
    int code = path.failed ? peer_fail("out of memory") : 0;
    if (!code && sqlite3_open_v2(path.data, db, flags, NULL))
        code = fail(*db);
    buf_release(&path);
    return code;
}

static void version(FILE *out)
{
    fprintf(out, "SQLite %s", sqlite3_libversion());
}

/* ---- building -------------------------------------------------------------------------------- */

static int insert_all(sqlite3 *db, sqlite3_stmt *insert)
{
    struct peer_document d = {0};
    int                  got;
    while ((got = peer_next_document(stdin, &d)) == 1) {
        if (sqlite3_bind_text64(insert, 1, d.id, d.id_len, SQLITE_STATIC, SQLITE_UTF8) ||
            sqlite3_bind_text64(insert, 2, d.text, d.text_len, SQLITE_STATIC, SQLITE_UTF8) ||
            sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert))
            return fail(db);
    }
    return got;
}

static int build(const char *folder)
{
    sqlite3      *db;
    sqlite3_stmt *insert = NULL;
    int           code   = open_database(folder, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db);
    if (!code)
        code = run(db, "CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, text, tokenize='porter unicode61'); BEGIN");
    if (!code && sqlite3_prepare_v2(db, "INSERT INTO docs(id, text) VALUES(?1, ?2)", -1, &insert, NULL))
        code = fail(db);
    if (!code)
        code = insert_all(db, insert);
    sqlite3_finalize(insert);
    if (!code)
        code = run(db, "COMMIT; INSERT INTO docs(docs) VALUES('optimize'); VACUUM");
    sqlite3_close(db);
    return code;
}

/* ---- querying -------------------------------------------------------------------------------- */

static void close_engine(void *engine)
{
    struct engine *e = engine;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(e->statements[i]);
    sqlite3_close(e->db);
    free(e);
}

static void *open_engine(const char *folder)
{
    struct engine *e = calloc(1, sizeof *e);
    if (!e) {
        peer_fail("out of memory");
        return NULL;
    }
    int code = open_database(folder, SQLITE_OPEN_READONLY, &e->db);
    if (!code)
        code = run(e->db, "PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY");
    for (int i = 0; i < STATEMENTS && !code; i++)
        if (sqlite3_prepare_v3(e->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &e->statements[i], NULL))
            code = fail(e->db);
    if (!code)
        return e;
    close_engine(e);
    return NULL;
}

/* Every word is a string in the language of FTS5, so that none is taken for one of its operators. */
static void match_text(const struct peer_query *q, struct buf *out)
{
    const char *between = q->shape == PEER_ALL ? "\" AND \"" : q->shape == PEER_ANY ? "\" OR \"" : " ";
    buf_putc(out, '"');
    for (size_t i = 0; i < q->count; i++) {
        if (i > 0)
            buf_cstr(out, between);
        buf_cstr(out, q->words[i]);
    }
    buf_putc(out, '"');
}

/* Run a statement to its end; the last integer of its first column, or PEER_FAILED. */
static int64_t step_all(struct engine *e, enum statement which, struct str match, struct peer_request *request)
{
    sqlite3_stmt *statement = e->statements[which];
    int64_t       value     = 0;
    int           code;
    if (sqlite3_bind_text64(statement, 1, match.data, match.len, SQLITE_STATIC, SQLITE_UTF8) ||
        (which != COUNT && sqlite3_bind_int64(statement, 2, (sqlite3_int64)request->top)))
        return fail(e->db);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (which == IDS)
            peer_hit(request, (const char *)sqlite3_column_text(statement, 0),
                     (size_t)sqlite3_column_bytes(statement, 0), sqlite3_column_double(statement, 1));
        else
            value = sqlite3_column_int64(statement, 0);
    }
    if (code != SQLITE_DONE)
        value = fail(e->db);
    sqlite3_reset(statement);
    return value;
}

static int64_t search(void *engine, struct peer_request *request)
{
    struct engine *e     = engine;
    struct buf     match = BUF_INIT;
    int64_t        count = 0;
    match_text(&request->query, &match);
    if (match.failed)
        return peer_fail("out of memory");
    if (request->top)
        count = step_all(e, request->ids ? IDS : TOP, buf_view(&match), request);
    if (count != PEER_FAILED && request->count)
        count = step_all(e, COUNT, buf_view(&match), request);
    buf_release(&match);
    return count;
}

int main(int argc, char **argv)
{
    static const struct peer peer = {"sqlite", version, build, open_engine, search, close_engine};
    return peer_main(argc, argv, &peer);
}
