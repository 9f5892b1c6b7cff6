#include "indexer/index_options.h"

#include <stddef.h>
#include <unistd.h>

#define AT(member) offsetof(struct index_options, member)
#define MODE(name, value, help) {NULL, name, 0, OPTION_MODE, AT(mode), NULL, help, NULL, value}

static const struct option options[] = {
    {"Reading", "format", 'f', OPTION_STRING, AT(format), "NAME",
     "Read every input as this format: jsonl, json, csv, tsv, reuters, trec, html or text. Without it the format "
     "is found by file name and content.", NULL, 0},
    {NULL, "map", 'm', OPTION_LIST, AT(maps), "FIELD=KEY",
     "Fill FIELD (id, title, date, author, source, section, url, lang, topic, text) from KEY of a record; dots "
     "reach into nested objects. May be given again and again. Common names are known without it.", NULL, 0},
    {NULL, "csv-separator", 0, OPTION_STRING, AT(csv_separator), "CHAR",
     "Separator of CSV input. Default: found in the header line.", NULL, 0},
    {NULL, "csv-quote", 0, OPTION_STRING, AT(csv_quote), "CHAR", "Quote of CSV input. Default: '\"'.", NULL, 0},
    {NULL, "encoding", 0, OPTION_STRING, AT(encoding), "NAME",
     "Encoding of input that declares none and is not valid UTF-8. Default: windows-1252.", NULL, 0},
    {NULL, "source", 0, OPTION_STRING, AT(source), "TEXT", "Source of articles that name none.", NULL, 0},
    {NULL, "follow-links", 0, OPTION_FLAG, AT(follow_links), NULL, "Follow symbolic links in directories.", NULL, 0},
    {NULL, "record-max", 0, OPTION_SIZE, AT(record_max), "SIZE",
     "Reject records larger than this. Default: 64M.", NULL, 0},
    {"Analysis", "lang", 'l', OPTION_STRING, AT(lang), "LANGUAGE",
     "Language of articles that name none, as a code (en) or a name (english). Default: what the index was made "
     "with, English for a new one.", NULL, 0},
    {NULL, "positions", 0, OPTION_STRING, AT(positions), "WHERE",
     "postings: words with their positions stand in the postings file alone. xapian: in Xapian's file too, which "
     "doubles the index, for who searches a segment with other tools of Xapian. For the whole index: only --rebuild "
     "changes it. Default: what the index was made with, postings for a new one.", NULL, 0},
    {NULL, "xapian", 0, OPTION_STRING, AT(xapian), "WHAT",
     "file: each segment has a file of Xapian's beside Pressmark's own, for --engine xapian and other tools of Xapian. "
     "none: it is left out. The index is smaller and made faster, and searches find the same. For the whole index: "
     "only --rebuild changes it. Default: what the index was made with, file for a new one.", NULL, 0},
    {"Running", "memory", 0, OPTION_SIZE, AT(memory), "SIZE",
     "Memory to stay within, about. It decides how much text goes into one commit: an eighth of it. Default: "
     "512M.", NULL, 0},
    {NULL, "threads", 'j', OPTION_COUNT, AT(threads), "N",
     "Threads that analyze and compress. Default: one a processor.", NULL, 0},
    {NULL, "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "No progress and no summary; errors only.", NULL, 0},
    {NULL, "verbose", 'v', OPTION_FLAG, AT(verbose), NULL,
     "Name every rejected record, not only the first of each kind.", NULL, 0},
    {NULL, "timings", 0, OPTION_FLAG, AT(timings), NULL,
     "Tell at the end, as a line of JSON on standard error, how many seconds each stage took, threads added up.",
     NULL, 0},
    {"Instead of adding", "delete", 0, OPTION_MODE, AT(mode), NULL,
     "Delete the articles with these ids; '-' reads ids from standard input, one a line.", NULL, MODE_DELETE},
    MODE("merge", MODE_MERGE, "Merge all segments into one and drop what is deleted."),
    MODE("rebuild", MODE_REBUILD,
         "Analyze and index every stored article anew: after an upgrade, or with another --lang. The sources are "
         "not needed."),
    MODE("verify", MODE_VERIFY, "Read everything and check it: checksums, structure, every stored article."),
    MODE("stats", MODE_STATS, "Show what is in the index and how large its parts are."),
    {NULL, "json", 0, OPTION_FLAG, AT(json), NULL, "Print --stats as JSON.", NULL, 0},
    MODE("dump", MODE_DUMP, "Write every article to standard output, one JSON object a line, which indexes back "
         "to the same index."),
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
    {NULL, "version", 'V', OPTION_FLAG, AT(version), NULL, "Show the versions of the program and its engine.",
     NULL, 0},
    {NULL, "print-man-options", 0, OPTION_FLAG, AT(man_options), NULL, NULL, NULL, 0},
    {NULL, "print-completion", 0, OPTION_FLAG, AT(completion), NULL, NULL, NULL, 0},
};

static const char *const synopsis[] = {
    "[OPTION]... INDEX INPUT...",
    "--delete INDEX ID...",
    "--merge | --rebuild | --verify | --stats [--json] | --dump  INDEX",
    NULL,
};

const struct program index_program = {
    .name         = "pressmark-index",
    .summary      = "Turn files of news into an index for pressmark-query, and tend it.",
    .synopsis     = synopsis,
    .options      = options,
    .option_count = sizeof options / sizeof *options,
    .unknown_hint = NULL,
    .epilogue     =
        "INPUT is a file, a directory, a pipe, or '-' for standard input; gz, bz2, xz, zst, zip and tar are read as "
        "they are. Indexing again, or on top of what is there, is always safe: articles are known by their ids, and "
        "only new and changed ones cost anything.\n"
        "Exit status: 0 all indexed, 1 finished but some records were rejected, 2 error, 75 another process is "
        "writing the index, 130 and 143 stopped by SIGINT and SIGTERM after committing what was whole.",
};

void index_options_init(struct index_options *o)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o              = (struct index_options){
        .record_max = 64u << 20, .memory = 512u << 20, .threads = processors > 0 ? (uint64_t)processors : 1};
}
