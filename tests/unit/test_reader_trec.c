/* TREC's newswire SGML, in the shapes of its publishers, whole and damaged. */
#include "test_corpus.h"

static void reads_a_wire_story(void **state)
{
    struct got *g = read_text(state, "ap.sgml",
        "<DOC>\n<DOCNO> AP890101-0001 </DOCNO>\n<FILEID>AP-NR-01-01-89 2358EST</FILEID>\n<FIRST>r a "
        "PM-X</FIRST>\n"
        "<SECOND>PM-X,0100</SECOND>\n<HEAD>Harbour &amp; Fish</HEAD>\n<HEAD>Eds: Second\nHead</HEAD>\n"
        "<BYLINE>By JANE DOE and JOHN ROE</BYLINE>\n<BYLINE>Associated Press Writer</BYLINE>\n"
        "<DATELINE>OSLO, Norway (AP) </DATELINE>\n<TEXT>\n   The boats & nets went out.\n\n   AT&T "
        "rose.\n</TEXT>\n"
        "<TEXT>More of it.</TEXT>\n</DOC>\n");
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_ID, "AP890101-0001");
    assert_field(g, 0, FIELD_TITLE, "Harbour & Fish; Eds: Second Head");
    assert_field(g, 0, FIELD_DATE, "1989-01-01");
    assert_field(g, 0, FIELD_AUTHOR, "JANE DOE\nJOHN ROE");
    assert_field(g, 0, FIELD_BODY,
                 "OSLO, Norway (AP)\n   The boats & nets went out.\n\n   AT&T rose.\n\nMore of it.");
    assert_int_equal(g->stats.bad_dates, 0);
    got_free(g);
}

static void reads_paragraph_elements(void **state)
{
    struct got *g = read_text(state, "la.sgml",
        "<DOC><DOCNO> LA010189-0002 </DOCNO><DOCID> 12 </DOCID>\n"
        "<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition \n</P>\n</DATE>\n<SECTION><P>Metro; Part "
        "1</P></SECTION>\n"
        "<LENGTH><P>90 words</P></LENGTH><HEADLINE><P>LAST WORD</P><P>ON ROADS</P></HEADLINE>\n"
        "<TEXT><P>One\nline.</P>\n<P>Two.</P></TEXT><SUBJECT><P>ROADS; "
        "CARS</P></SUBJECT><TYPE><P>Wire</P></TYPE></DOC>\n"
        "<DOC id=\"XIN_ENG_20050102.0003\" type=\"story\" >\n<HEADLINE>\nRain\n</HEADLINE>\n"
        "<TEXT>\n<P>\nIt rained.\n</P>\n</TEXT>\n</DOC>\n");
    assert_int_equal(g->count, 2);
    assert_field(g, 0, FIELD_ID, "LA010189-0002");
    assert_field(g, 0, FIELD_DATE, "1989-01-01");
    assert_field(g, 0, FIELD_SECTION, "Metro; Part 1");
    assert_field(g, 0, FIELD_TITLE, "LAST WORD; ON ROADS");
    assert_field(g, 0, FIELD_BODY, "One\nline.\n\nTwo.");
    assert_field(g, 1, FIELD_ID, "XIN_ENG_20050102.0003");
    assert_field(g, 1, FIELD_DATE, "2005-01-02");
    assert_field(g, 1, FIELD_BODY, "It rained.");
    got_free(g);
}

static void takes_the_date_where_it_stands(void **state)
{
    struct got *g = read_text(state, "d.trec",
        "<DOC><DOCNO>FT911-3</DOCNO><DATE>910514\n</DATE><TEXT>x</TEXT></DOC>\n"
        "<DOC><DOCNO>WSJ870324-0001</DOCNO><DD> 03/24/87</DD><TEXT>x</TEXT></DOC>\n"
        "<DOC><DOCNO>Z-1</DOCNO><DATELINE>5 May 1990</DATELINE><TEXT>x</TEXT></DOC>\n"
        "<DOC><DOCNO>AP890230-0001</DOCNO><TEXT>x</TEXT></DOC>\n"
        "<DOC><DOCNO>Z-2</DOCNO><DATE>soon</DATE><TEXT>x</TEXT></DOC>\n"
        "<DOC><DOCNO>AP890203-0001</DOCNO><DATE>soon</DATE><TEXT>x</TEXT></DOC>\n");
    static const char *const want[] = {"1991-05-14", "1987-03-24", "1990-05-05", "", "", "1989-02-03"};
    assert_int_equal(g->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_field(g, i, FIELD_DATE, want[i]);
    assert_field(g, 2, FIELD_BODY, "x");
    assert_int_equal(g->stats.bad_dates, 1);
    got_free(g);
}

static void keeps_text_of_unknown_tags_and_no_tags_as_text(void **state)
{
    struct got *g = read_text(state, "t.trec",
        "<doc><docno>1</docno><text>if a<b and c>d, 5 < 6 <F P=105>kept</F> <3> <*>x</*> "
        "<!-- gone --> <!ELEMENT y> "
        "&unknown; &hyph; <QUOTE>said</QUOTE> <- arrow</text></doc>\n");
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_BODY,
                 "if a<b and c>d, 5 < 6 kept  x   &unknown; &hyph; said <- arrow");
    got_free(g);
}

static void reads_text_outside_of_all_elements(void **state)
{
    struct got *g = read_text(state, "o.trec", "<DOC>\n<DOCNO>1</DOCNO>\n<FILEID>no</FILEID>\nOnly "
        "this.\n</DOC>");
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_BODY, "Only this.");
    got_free(g);
}

static void recovers_at_the_next_record(void **state)
{
    struct got *g = read_text(state, "r.trec",
        "noise\n<DOC>\n<DOCNO>1</DOCNO><TEXT>first\n<DOC>\n<DOCNO>2<TEXT>second</TEXT>\n</DOC>\n</DOC>\n"
        "<DOC><DOCNO>3</DOCNO><TEXT><!-- never closed <!-- twice "
        "third</TEXT></DOC><DOC><DOCNO>4</DOCNO><TEXT>torn");
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_BODY, "first");
    assert_field(g, 1, FIELD_ID, "2");
    assert_field(g, 1, FIELD_BODY, "second");
    assert_field(g, 2, FIELD_BODY, "<!-- never closed <!-- twice third");
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_TRUNCATED, "r.trec:8: the file ends before </DOC>");
    got_free(g);
}

/* Whatever is cut off a file, each record is whole or named. */
static void every_cut_is_an_article_or_a_rejection(void **state)
{
    static const char text[] = "<DOC>\n<DOCNO>A-1</DOCNO>\n<HEAD>One &amp; "
        "two</HEAD><TEXT><P>alpha</P></TEXT></DOC>\n"
                               "<DOC>\n<DOCNO>A-2</DOCNO>\n<TEXT>beta</TEXT></DOC>\n";
    struct corpus_options options = test_options();
    options.format                = "trec";
    for (size_t n = 10; n < sizeof text; n++) {
        const char *path = write_file(state, "cut.trec", text, n);
        struct got *g    = read_all(&path, 1, &options);
        assert_in_range(g->count + g->rejections, 1, 2);
        if (g->count)
            assert_field(g, 0, FIELD_BODY, "alpha");
        got_free(g);
    }
}

static void many_open_elements_are_no_trouble(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "<DOC><DOCNO>1</DOCNO><TEXT>");
    for (int i = 0; i < 100000; i++)
        buf_cstr(&text, "<P><TITLE><!--<a <!");
    buf_cstr(&text, "end</TEXT></DOC><DOC><DOCNO>2</DOCNO><TEXT>fine</TEXT></DOC>");
    struct got *g = read_one(write_file(state, "deep.trec", text.data, text.len));
    assert_int_equal(g->count, 2);
    assert_field(g, 1, FIELD_BODY, "fine");
    got_free(g);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_wire_story),
        cmocka_unit_test(reads_paragraph_elements),
        cmocka_unit_test(takes_the_date_where_it_stands),
        cmocka_unit_test(keeps_text_of_unknown_tags_and_no_tags_as_text),
        cmocka_unit_test(reads_text_outside_of_all_elements),
        cmocka_unit_test(recovers_at_the_next_record),
        cmocka_unit_test(every_cut_is_an_article_or_a_rejection),
        cmocka_unit_test(many_open_elements_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
