/* Reuters-21578's SGML: its oddities, its damage, and the real 22 files. */
#include "test_corpus.h"

#define HEAD "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n"

static void reads_a_record(void **state)
{
    struct got *g = read_text(state, "a.sgm", HEAD
        "<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" OLDID=\"9\" NEWID=\"17\">\n"
        "<DATE> 2-MAR-1987  15:01:01.79&#9;&#9;&#9;RM</DATE>\n"
        "<MKNOTE>a note</MKNOTE>\n"
        "<TOPICS><D>wheat</D><D>corn</D></TOPICS>\n<PLACES><D>norway</D></PLACES>\n"
        "<PEOPLE><D>doe</D></PEOPLE>\n"
        "<ORGS></ORGS>\n<EXCHANGES></EXCHANGES>\n<COMPANIES><D>corn</D></COMPANIES>\n"
        "<UNKNOWN> \n&#5;&#5;&#5;C T\n&#22;&#22;&#1;f0704&#31;reute\nu f BC-X</UNKNOWN>\n"
        "<TEXT>&#2;\n<TITLE>ACME &lt;ACM> BUYS\n MILL &amp; BARN</TITLE>\n"
        "<AUTHOR>    By Jane Doe, Reuters</AUTHOR>\n"
        "<DATELINE>    OSLO, March 2 - </DATELINE><BODY>Acme said it bought\na mill.\n"
        "    Shares of &lt;ACM> rose.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n");
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 0);
    assert_field(g, 0, FIELD_ID, "17");
    assert_field(g, 0, FIELD_TITLE, "ACME <ACM> BUYS MILL & BARN");
    assert_field(g, 0, FIELD_DATE, "1987-03-02T15:01:01Z");
    assert_field(g, 0, FIELD_AUTHOR, "Jane Doe");
    assert_field(g, 0, FIELD_SOURCE, "Reuters");
    assert_field(g, 0, FIELD_LANG, "en");
    assert_field(g, 0, FIELD_TOPIC, "wheat\ncorn\nnorway\ndoe");
    assert_field(g, 0, FIELD_BODY, "OSLO, March 2 - Acme said it bought\na mill.\n    Shares of <ACM> rose.");
    got_free(g);
}

static void reads_briefs_and_the_unprocessed(void **state)
{
    struct got *g = read_text(state, "a.sgm",
        "<REUTERS NEWID=\"1\"><TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>SHORT "
        "NEWS\n</TITLE>Rest.</TEXT></REUTERS>\n"
        "<REUTERS NEWID=\"2\"><TEXT TYPE=\"UNPROC\">&#2;\nAll the text\nhere.\n "
        "REUTER\n&#3;</TEXT></REUTERS>\n"
        "<REUTERS NEWID=\"3\"><TEXT><TITLE>T</TITLE><BODY>******Blah blah "
        "blah.\n&#3;</BODY></TEXT></REUTERS>\n"
        "<REUTERS NEWID=\"4\"><TEXT><BODY>a (1.5).        REUTER\n REUTER\n</BODY></TEXT></REUTERS>\n"
        "<REUTERS NEWID=\"5\"><TEXT><BODY>Reuter</BODY></TEXT></REUTERS>\n"
        "<REUTERS NEWID=\"6\"><TEXT><BODY>It bought Reuter</BODY></TEXT></REUTERS>\n");
    assert_int_equal(g->count, 6);
    assert_field(g, 0, FIELD_TITLE, "SHORT NEWS");
    assert_field(g, 1, FIELD_BODY, "All the text\nhere.");
    assert_field(g, 2, FIELD_BODY, "******Blah blah blah.");
    assert_field(g, 3, FIELD_BODY, "a (1.5).");
    assert_field(g, 4, FIELD_BODY, "Reuter");
    assert_field(g, 5, FIELD_BODY, "It bought Reuter");
    got_free(g);
}

static void keeps_the_day_of_an_odd_time(void **state)
{
    struct got *g = read_text(state, "a.sgm",
        "<REUTERS NEWID=\"1\"><DATE>31-MAR-1987 605:12:19.12</DATE><BODY>x</BODY></REUTERS>"
        "<REUTERS NEWID=\"2\"><DATE>9-APR-1987 00:00:00.00    # date added as guesswork "
        "</DATE><BODY>x</BODY></REUTERS>"
        "<REUTERS NEWID=\"3\"><DATE>31-FEB-1987 10:00:00</DATE><BODY>x</BODY></REUTERS>"
        "<REUTERS NEWID=\"4\"><BODY>x</BODY></REUTERS>");
    assert_int_equal(g->count, 4);
    assert_field(g, 0, FIELD_DATE, "1987-03-31");
    assert_field(g, 1, FIELD_DATE, "1987-04-09T00:00:00Z");
    assert_field(g, 2, FIELD_DATE, "");
    assert_field(g, 3, FIELD_DATE, "");
    assert_int_equal(g->stats.bad_dates, 1);
    got_free(g);
}

static void reads_latin_1(void **state)
{
    struct got *g = read_text(state, "a.sgm", "<REUTERS NEWID=\"1\"><BODY>M\xFCnchen</BODY></REUTERS>"
                                              "<REUTERS NEWID=\"2\"><BODY>M\xC3\xBCnchen</BODY></REUTERS>");
    assert_field(g, 0, FIELD_BODY, "München");
    assert_field(g, 1, FIELD_BODY, "München");
    assert_int_equal(g->stats.repaired, 0);
    got_free(g);
}

static void recovers_where_end_tags_are_missing(void **state)
{
    struct got *g = read_text(state, "a.sgm",
        "<REUTERS NEWID=\"1\"><DATE>1-MAR-1987<TITLE>One<BODY>first\n"
        "<REUTERS NEWID=\"2\"><BODY>second</BODY></REUTERS>\n</REUTERS> stray </BODY>\n"
        "<REUTERS NEWID=\"3\"><BODY>third</BODY></REUTERS>\n"
        "<REUTERS NEWID=\"4\"><BODY>torn");
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_DATE, "1987-03-01");
    assert_field(g, 0, FIELD_TITLE, "One");
    assert_field(g, 0, FIELD_BODY, "first");
    assert_field(g, 1, FIELD_BODY, "second");
    assert_field(g, 2, FIELD_BODY, "third");
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_TRUNCATED, "a.sgm:5: the file ends before </REUTERS>");
    got_free(g);
}

static void names_a_file_without_records(void **state)
{
    struct corpus_options options = test_options();
    options.format                = "reuters";
    const char *path              = write_text(state, "b.sgm", "<html>nothing of the kind</html>");
    struct got *g                 = read_all(&path, 1, &options);
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_MALFORMED, "no <REUTERS>");
    got_free(g);
}

static void survives_hostile_entities_and_bytes(void **state)
{
    const char text[] = HEAD "<!ENTITY a \"&b;&b;&b;\"><!ENTITY b SYSTEM \"file:///etc/passwd\">\n"
        "<REUTERS NEWID=\"1\"><TITLE>&a;&b;&xxe;&#0;&#xD800;&#99999999999;</TITLE><BODY>a\0b "
        "&amp;lt;</BODY></REUTERS>\n"
        "<REUTERS NEWID=\"2\"><BODY>fine</BODY></REUTERS>";
    struct got *g = read_one(write_file(state, "c.sgm", text, sizeof text - 1));
    assert_int_equal(g->count, 2);
    assert_field(g, 0, FIELD_TITLE, "&a;&b;&xxe; \uFFFD\uFFFD");
    assert_field(g, 0, FIELD_BODY, "a b &lt;");
    assert_field(g, 1, FIELD_BODY, "fine");
    got_free(g);
}

static void passes_over_a_record_too_large(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "<REUTERS NEWID=\"1\"><BODY>before</BODY></REUTERS>\n<REUTERS NEWID=\"2\"><BODY>");
    buf_fill(&text, 'x', 3 << 20);
    buf_cstr(&text, "</BODY></REUTERS>\n<REUTERS NEWID=\"3\"><BODY>after</BODY></REUTERS>\n");
    struct corpus_options options = test_options();
    options.record_max            = 1 << 20;
    const char *path              = write_file(state, "d.sgm", text.data, text.len);
    struct got *g                 = read_all(&path, 1, &options);
    assert_int_equal(g->count, 2);
    assert_field(g, 0, FIELD_BODY, "before");
    assert_field(g, 1, FIELD_BODY, "after");
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_TOO_LARGE, "d.sgm:2: record larger than");
    got_free(g);
    buf_release(&text);
}

static void reads_all_of_the_real_ones(void **state)
{
    (void)state;
    const char *dir = real_corpora();
    char        path[4200];
    if (!dir)
        skip();
    const char        *paths[] = {path};
    struct err         err     = ERR_INIT;
    struct corpus     *c;
    struct article     a;
    enum reject_reason reason;
    uint64_t           dated = 0, titled = 0, wrote = 0, empty = 0, all = 0;
    for (int i = 0; i < 22; i++) {
        struct corpus_options options = test_options();
        snprintf(path, sizeof path, "%s/reuters21578/reut2-%03d.sgm.gz", dir, i);
        assert_int_equal(corpus_open(&c, paths, 1, &options, &err), 0);
        for (int rc; (rc = corpus_next(c, &a, &reason, &err)) != 0;) {
            assert_int_equal(rc, 1);
            empty += !a.field[FIELD_TITLE].len && !a.field[FIELD_BODY].len; /* one holds nothing but its number */
            dated += a.field[FIELD_DATE].len > 10;
            titled += a.field[FIELD_TITLE].len > 0;
            wrote += a.field[FIELD_AUTHOR].len > 0;
        }
        all += corpus_counts(c)->articles;
        assert_int_equal(corpus_counts(c)->bad_dates, 0);
        assert_int_equal(corpus_counts(c)->repaired, 0);
        corpus_close(c);
    }
    assert_int_equal(empty, 1);
    assert_int_equal(all, 21578);
    assert_true(dated >= 21570);
    assert_int_equal(titled, 20841);
    assert_in_range(wrote, 860, 875);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_record),
        cmocka_unit_test(reads_briefs_and_the_unprocessed),
        cmocka_unit_test(keeps_the_day_of_an_odd_time),
        cmocka_unit_test(reads_latin_1),
        cmocka_unit_test(recovers_where_end_tags_are_missing),
        cmocka_unit_test(names_a_file_without_records),
        cmocka_unit_test(survives_hostile_entities_and_bytes),
        cmocka_unit_test(passes_over_a_record_too_large),
        cmocka_unit_test(reads_all_of_the_real_ones),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
