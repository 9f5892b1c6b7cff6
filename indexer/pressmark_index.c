/* pressmark-index: turns files of news into an index, and tends it. */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/descriptors.h"
#include "indexer/modes.h"
#include "xap/xap.h"

static const mode_fn modes[] = {
    [MODE_ADD] = mode_add,       [MODE_DELETE] = mode_delete, [MODE_MERGE] = mode_merge,
    [MODE_VERIFY] = mode_verify, [MODE_STATS] = mode_stats,   [MODE_DUMP] = mode_dump,
    [MODE_REBUILD] = mode_rebuild,
};

enum { HELP_WIDTH = 80 };

/* --help and its like: true when one was asked for and printed. */
static bool print_about(const struct index_options *o)
{
    struct buf out = BUF_INIT;
    if (o->help)
        options_help(&index_program, HELP_WIDTH, &out);
    else if (o->version)
        buf_printf(&out, "pressmark-index %s, Xapian %s\n", PRESSMARK_VERSION, xap_version());
    else if (o->man_options)
        options_man(&index_program, &out);
    else if (o->completion)
        options_completion(&index_program, &out);
    if (out.len)
        fwrite(out.data, 1, out.len, stdout);
    bool printed = out.len > 0;
    buf_release(&out);
    return printed;
}

static int check_operands(const struct index_options *o, const struct option_list *operands, struct err *err)
{
    if (operands->count == 0)
        return err_set(err, ERR_USAGE, "no index named; see pressmark-index --help");
    if (o->mode != MODE_ADD && o->mode != MODE_DELETE && operands->count > 1)
        return err_set(err, ERR_USAGE, "'%s' is one operand too many: this mode takes the index alone",
                       operands->items[1]);
    if (o->json && o->mode != MODE_STATS)
        return err_set(err, ERR_USAGE, "--json goes with --stats only");
    if (o->timings && o->mode != MODE_ADD && o->mode != MODE_REBUILD)
        return err_set(err, ERR_USAGE, "--timings goes with adding and --rebuild only");
    return 0;
}

int main(int argc, char **argv)
{
    struct index_options options;
    struct option_list   operands = {NULL, 0};
    struct report        report;
    struct err           err = ERR_INIT;
    int                  status;

    if (!descriptors_hold_standard())
        return STATUS_ERROR;
    umask(077); /* an archive may be private */
    signal(SIGPIPE, SIG_IGN);
    descriptors_raise_limit();
    index_options_init(&options);
    int code = options_parse(&index_program, argc, argv, &options, &operands, &err);
    report_init(&report, index_program.name, options.quiet, options.verbose);
    if (!code && print_about(&options)) {
        code   = mode_flush(&err);
        status = code ? mode_failed(&report, &err) : STATUS_ALL;
    } else {
        if (!code)
            code = check_operands(&options, &operands, &err);
        struct option_list rest = {operands.items + 1, operands.count ? operands.count - 1 : 0};
        status = code ? mode_failed(&report, &err)
                      : modes[options.mode](&options, operands.items[0], &rest, &report);
    }
    options_release(&index_program, &options, &operands);
    return status;
}
