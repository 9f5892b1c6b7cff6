/* mode_inspect: --dump and --verify, which read all there is. */
#include "indexer/modes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "indexer/article_source.h"
#include "postings/postings_build.h"
#include "store/checksum.h"
#include "xap/xap.h"

int mode_dump(const struct index_options *options, const char *index, const struct option_list *rest,
              struct report *report)
{
    struct err           err    = ERR_INIT;
    struct index_reader *reader = NULL;
    struct buf           line   = BUF_INIT;
    (void)options;
    (void)rest;
    int code = index_reader_open_any_version(&reader, index, &err);
    if (code)
        return mode_failed(report, &err);
    struct stored_articles stored = {reader, 0, index_reader_manifest(reader, 0)->segment_count, 0};
    struct article_source  source = article_source_stored(&stored);
    struct article         article;
    enum reject_reason     reason;
    while ((code = source.next(source.ctx, &article, &reason, &err)) == 1) {
        buf_clear(&line);
        article_to_json(&article, &line);
        buf_putc(&line, '\n');
        code = buf_failed(&line, &err);
        if (!code && fwrite(line.data, 1, line.len, stdout) != line.len)
            code = mode_output_error(&err);
        if (code)
            break;
    }
    if (!code)
        code = mode_flush(&err);
    buf_release(&line);
    index_reader_close(reader);
    return code ? mode_failed(report, &err) : STATUS_ALL;
}

/* ---- verify ---- */

/* Xapian's own check reads a segment once; none is so large that this is not enough. */
enum { CHECK_SECONDS = 3600 };

/* Does a file have the size and checksum that the manifest says? */
static int check_file(const char *path, uint64_t bytes, const char *sum, struct err *err)
{
    char     now[CHECKSUM_TEXT];
    uint64_t size;
    int      code = checksum_file(path, now, &size, err);
    if (!code && size != bytes)
        return err_set(err, ERR_CORRUPT, "'%s' has %llu bytes where the manifest says %llu", path,
                       (unsigned long long)size, (unsigned long long)bytes);
    if (!code && strcmp(now, sum) != 0)
        return err_set(err, ERR_CORRUPT, "'%s' is damaged: its checksum is %s, not %s", path, now, sum);
    return code;
}

static int check_xapian(const char *path, struct err *err)
{
    struct buf said   = BUF_INIT;
    int        faults = xap_check(path, CHECK_SECONDS, &said, err);
    if (faults > 0)
        faults = err_set(err, ERR_CORRUPT, "'%s' is damaged: Xapian finds %d faults", path, faults);
    buf_release(&said);
    return faults;
}

static int check_records(const char *path, struct err *err)
{
    struct record_file *f;
    int                 code = record_file_open(&f, path, err);
    if (code)
        return code;
    code = record_file_check(f, err);
    if (code)
        err_context(err, "'%s'", path);
    record_file_close(f);
    return code;
}

typedef int (*check_fn)(const char *path, struct err *err);

static const check_fn check_structure[SEGMENT_FILES] = {
    [SEGMENT_XAPIAN]   = check_xapian,
    [SEGMENT_POSTINGS] = postings_check,
    [SEGMENT_RECORDS]  = check_records,
};

static int check_files(const char *index, const struct manifest *m, const struct segment_info *info, struct err *err)
{
    struct buf path = BUF_INIT;
    int        code = 0;
    for (int f = 0; f < SEGMENT_FILES && !code; f++) {
        if (!manifest_has_file(m, (enum segment_file)f))
            continue;
        buf_clear(&path);
        file_join(&path, index, info->name);
        buf_printf(&path, "/%s", segment_file_names[f]);
        code = buf_failed(&path, err);
        if (!code)
            code = check_file(path.data, info->files[f].bytes, info->files[f].sum, err);
        if (!code)
            code = check_structure[f](path.data, err);
    }
    if (!code && info->deleted_generation) {
        buf_clear(&path);
        file_join(&path, index, info->name);
        buf_printf(&path, "/deleted-%llu", (unsigned long long)info->deleted_generation);
        code = buf_failed(&path, err);
        if (!code)
            code = check_file(path.data, info->deleted_bytes, info->deleted_sum, err);
    }
    buf_release(&path);
    return code;
}

/* Every stored article, deleted ones too, inflates and matches its checksum. */
static int check_articles(struct index_reader *reader, size_t shard, struct err *err)
{
    const struct segment_info *info = index_reader_segment(reader, shard);
    struct article             article;
    int                        code = 0;
    for (uint32_t docid = 1; docid <= info->documents && !code; docid++) {
        code = index_reader_article(reader, shard, docid, true, &article, err);
        if (code)
            err_context(err, "%s, article %u", info->name, (unsigned)docid);
    }
    return code;
}

int mode_verify(const struct index_options *options, const char *index, const struct option_list *rest,
                struct report *report)
{
    struct err           err    = ERR_INIT;
    struct index_reader *reader = NULL;
    int                  worst  = 0;
    (void)options;
    (void)rest;
    int code = index_reader_open(&reader, &index, 1, &err);
    if (code)
        return mode_failed(report, &err);
    const struct manifest *m = index_reader_manifest(reader, 0);
    for (size_t s = 0; s < m->segment_count; s++) {
        code = check_files(index, m, &m->segments[s], &err);
        if (!code)
            code = check_articles(reader, s, &err);
        if (code == ERR_NOT_FOUND)
            code = err.code = ERR_STALE; /* merged away while we read */
        printf("%s: %s\n", m->segments[s].name, code ? "DAMAGED" : "sound");
        if (code) {
            worst = code;
            report_line(report, "%s", err.msg);
        }
    }
    if (!worst)
        printf("%llu article%s in %zu segment%s: all sound\n", (unsigned long long)manifest_live_documents(m),
               plural(manifest_live_documents(m)), m->segment_count, plural(m->segment_count));
    index_reader_close(reader);
    if (!worst) {
        code = mode_flush(&err);
        return code ? mode_failed(report, &err) : STATUS_ALL;
    }
    mode_flush(&err);
    report_line(report, "%s", err_hint(worst));
    return err_exit_status(worst);
}
