/* Words and stems of every stemmer's language against tests/golden/stems.tsv, byte for byte.
 *
 * After a change that is meant: run with PRESSMARK_BLESS=1 in the top folder, read the difference, and
 * commit it together with a new ANALYZER_VERSION. To add a word, add a line with empty last columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/analyzer.h"
#include "text/languages.h"

static const char path[] = "tests/golden/stems.tsv";

static void read_file(struct buf *out)
{
    char   piece[4096];
    size_t n;
    FILE  *f = fopen(path, "rb");
    if (!f) {
        print_message("cannot open '%s': run from the top folder\n", path);
        fail();
    }
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_append(out, piece, n);
    assert_int_equal(ferror(f), 0);
    fclose(f);
}

static int write_forms(void *ctx, const struct token *token)
{
    buf_printf(ctx, "\t%.*s\t%.*s", STR_ARG(token->word), STR_ARG(token->stem));
    return 0;
}

static void stems_are_as_recorded(void **state)
{
    (void)state;
    struct err       err = ERR_INIT;
    struct analyzer *a;
    struct buf       wanted = BUF_INIT, got = BUF_INIT;
    int              words[256] = {0};

    assert_int_equal(analyzer_new(&a, &err), 0);
    read_file(&wanted);
    struct str rest = buf_view(&wanted);
    while (rest.len) {
        struct str line = str_split(&rest, '\n');
        if (line.len && *line.data == '#') {
            buf_printf(&got, "%.*s\n", STR_ARG(line));
            continue;
        }
        struct str language = str_split(&line, '\t'), word = str_split(&line, '\t');
        uint32_t   position = 0;
        int        lang     = language_find(language);
        assert_in_range(lang, 0, 255);
        words[lang]++;
        buf_printf(&got, "%.*s\t%.*s", STR_ARG(language), STR_ARG(word));
        assert_int_equal(analyzer_run(a, lang, word, &position, write_forms, &got, &err), 0);
        buf_putc(&got, '\n');
    }
    for (int i = 0; i < language_count(); i++)
        if (language_stemmer(i))
            assert_true(words[i] >= 15);

    if (getenv("PRESSMARK_BLESS")) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(got.data, 1, got.len, f), got.len);
        assert_int_equal(fclose(f), 0);
    } else {
        struct str want = buf_view(&wanted), have = buf_view(&got);
        while (want.len || have.len) {
            struct str x = str_split(&want, '\n'), y = str_split(&have, '\n');
            if (!str_eq(x, y))
                print_message("recorded %.*s\nnow      %.*s\n", STR_ARG(x), STR_ARG(y));
        }
        assert_true(str_eq(buf_view(&wanted), buf_view(&got)));
    }
    analyzer_free(a);
    buf_release(&wanted);
    buf_release(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stems_are_as_recorded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
