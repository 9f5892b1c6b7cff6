#include "indexer/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"

static const double progress_terminal = 0.2, progress_plain = 10; /* seconds between */
enum { NAMED_OF_A_KIND = 10 };

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void report_init(struct report *r, const char *program, bool quiet, bool verbose)
{
    *r = (struct report){.program = program, .quiet = quiet, .verbose = verbose,
                         .on_terminal = isatty(STDERR_FILENO)};
    r->started       = clock_seconds();
    r->next_progress = r->started + (r->on_terminal ? progress_terminal : progress_plain);
}

static void close_line(struct report *r)
{
    if (r->line_open)
        fputs("\r\033[K", stderr);
    r->line_open = false;
}

static void write_line(struct report *r, struct buf *text)
{
    struct buf safe = BUF_INIT;
    close_line(r);
    utf8_for_terminal(&safe, buf_view(text));
    fprintf(stderr, "%s: %.*s\n", r->program, STR_ARG(buf_view(&safe)));
    buf_release(&safe);
}

void report_line(struct report *r, const char *fmt, ...)
{
    struct buf text = BUF_INIT;
    va_list    ap;
    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    write_line(r, &text);
    buf_release(&text);
}

void report_error(struct report *r, const struct err *err)
{
    report_line(r, "%s", err->msg);
    if (*err_hint(err->code))
        report_line(r, "%s", err_hint(err->code));
}

/* 1234567 -> "1,234,567", in a place of the caller's. */
static const char *grouped(uint64_t n, char out[32])
{
    char digits[24];
    int  len = snprintf(digits, sizeof digits, "%" PRIu64, n), to = 0;
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            out[to++] = ',';
        out[to++] = digits[i];
    }
    out[to] = '\0';
    return out;
}

const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void progress(struct report *r, double now)
{
    char       count[32];
    struct buf text    = BUF_INIT;
    double     elapsed = now - r->started;
    buf_printf(&text, "%s article%s", grouped(r->seen, count), plural(r->seen));
    if (r->stats && r->stats->bytes_read) {
        double read = (double)r->stats->bytes_read, total = (double)r->stats->bytes_total;
        buf_printf(&text, ", %.1f MB read, %.1f MB/s", read / 1e6, read / 1e6 / elapsed);
        if (total > read)
            buf_printf(&text, ", %.0f %%, about %.0f s left", 100 * read / total,
                       elapsed * (total - read) / read);
    }
    if (r->on_terminal)
        fprintf(stderr, "\r\033[K%s", text.data ? text.data : "");
    else
        fprintf(stderr, "%s: %s\n", r->program, text.data ? text.data : "");
    r->line_open     = r->on_terminal;
    r->next_progress = now + (r->on_terminal ? progress_terminal : progress_plain);
    buf_release(&text);
}

void report_tick(struct report *r)
{
    r->seen++;
    if (r->quiet || r->seen % 64)
        return;
    double now = clock_seconds();
    if (now >= r->next_progress)
        progress(r, now);
}

void report_rejected(struct report *r, enum reject_reason reason, const char *message)
{
    r->rejected++;
    r->shown[reason]++;
    if (r->verbose || r->shown[reason] <= NAMED_OF_A_KIND)
        report_line(r, "%s", message);
    else if (r->shown[reason] == NAMED_OF_A_KIND + 1)
        report_line(r, "further %s are counted, not named (--verbose names them)",
                    reject_text(reason, r->shown[reason]));
}

void report_commit(struct report *r, uint64_t live_documents)
{
    char count[32];
    r->committed++;
    if (!r->quiet && !r->on_terminal)
        report_line(r, "committed, %s article%s in the index", grouped(live_documents, count), plural(live_documents));
}

void report_summary(struct report *r, bool interrupted)
{
    if (r->quiet)
        return;
    char       a[32], u[32], c[32], n[32];
    double     elapsed = clock_seconds() - r->started;
    struct buf text    = BUF_INIT;
    close_line(r);
    buf_printf(&text, "%sadded %s, updated %s, unchanged %s, rejected %s in %.1f s",
               interrupted ? "stopped by a signal, what was whole is committed: " : "", grouped(r->added, a),
               grouped(r->updated, u), grouped(r->unchanged, c), grouped(r->rejected, n), elapsed);
    if (r->text_bytes)
        buf_printf(&text, " (%.1f MB of text, %.1f MB/s)", (double)r->text_bytes / 1e6,
                   (double)r->text_bytes / 1e6 / (elapsed > 0 ? elapsed : 1e-9));
    write_line(r, &text);
    for (int reason = 0; reason < REJECT_COUNT; reason++)
        if (r->shown[reason])
            report_line(r, "  %s %s", grouped(r->shown[reason], n),
                        reject_text((enum reject_reason)reason, r->shown[reason]));
    if (r->stats && r->stats->bad_dates)
        report_line(r, "  %s article%s without %s date, which made no sense", grouped(r->stats->bad_dates, n),
                    plural(r->stats->bad_dates), r->stats->bad_dates == 1 ? "its" : "their");
    if (r->stats && r->stats->repaired)
        report_line(r, "  %s article%s with bytes that were no text, replaced by U+FFFD",
                    grouped(r->stats->repaired, n), plural(r->stats->repaired));
    buf_release(&text);
}
