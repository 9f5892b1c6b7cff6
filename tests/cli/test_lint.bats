# tests/lint itself, in a small tree with one thing wrong at a time.

setup() {
    tree=$BATS_TEST_TMPDIR/tree
    mkdir -p "$tree/tests" "$tree/shim/base" "$tree/shim/xap" "$tree/corpus" "$tree/query" "$tree/indexer"
    cp "$PRESSMARK_SOURCE/tests/lint" "$tree/tests/lint"
    cd "$tree"
    printf '%s\n' '#ifndef PRESSMARK_BASE_GOOD_H' '#define PRESSMARK_BASE_GOOD_H' 'int good(void);' '#endif' \
        >shim/base/good.h
    printf '%s\n' '#include "base/good.h"' '' 'int good(void)' '{' '    return 1;' '}' >shim/base/good.c
}

cheap() {
    run tests/lint includes headers style functions scripts text
}

# The lint ends with status 1 and says this, and nothing else.
finds() {
    cheap
    [ "$status" = 1 ]
    [[ $output == *"$1"* ]]
    [ "${lines[${#lines[@]} - 1]}" = 'lint: 1 problem' ]
}

@test "a good tree is clean" {
    cheap
    [ "$output" = 'lint: clean' ]
    [ "$status" = 0 ]
}

@test "includes against the law are found" {
    echo '#include "corpus/date.h"' >query/one.c
    finds 'query/one.c:1: query may not include "corpus/date.h"'
    echo '#include <xapian.h>' >query/one.c
    finds 'query/one.c:1: <xapian.h> is included only in shim/xap'
    echo '#include "query/query.h"' >query/one.c
    mv query/one.c indexer/one.c
    finds 'indexer may not include "query/query.h"'
    echo '#include "../base/good.h"' >indexer/one.c
    finds 'by its folder'
    rm indexer/one.c
    echo '#include "store/gunzip.h"' >corpus/one.c
    cheap
    [ "$output" = 'lint: clean' ]
    echo '#include "store/record.h"' >corpus/one.c
    finds 'corpus/one.c:1: corpus may not include "store/record.h"'
    rm corpus/one.c
    echo 'int x;' >query/two.cc
    finds 'C++ stands only in'
    rm query/two.cc
    mkdir elsewhere
    echo '#include "base/good.h"' >elsewhere/three.c
    finds "folder 'elsewhere' has no row"
}

@test "headers without guard, or that do not stand alone, are found" {
    echo 'int bad(void);' >corpus/bad.h
    finds 'corpus/bad.h: wants the include guard PRESSMARK_CORPUS_BAD_H'
    printf '%s\n' '#ifndef PRESSMARK_BAD_H' '#define PRESSMARK_BAD_H' 'size_t bad(void);' '#endif' \
        >corpus/bad.h
    finds 'corpus/bad.h: does not compile alone'
}

@test "style: columns, tabs, blanks, the last line, file names" {
    printf 'int a; /* %0120d */\n' 0 >corpus/a.c
    finds 'corpus/a.c:1: 133 columns'
    printf '\tint a;\n' >corpus/a.c
    finds 'corpus/a.c:1: a tab'
    printf 'int a; \n' >corpus/a.c
    finds 'corpus/a.c:1: trailing blanks'
    printf 'int a;' >corpus/a.c
    finds 'corpus/a.c: ends in one newline'
    printf 'int a; /* %s */\n' "$(printf 'é%.0s' {1..90})" >corpus/a.c
    cheap
    [ "$status" = 0 ]
    cp corpus/a.c query/a.c
    finds 'the file name a.c is taken by corpus/a.c'
    rm query/a.c
    yes 'int a;' | head -n 401 >corpus/a.c
    cheap
    [ "$status" = 0 ]
    [[ $output == *'note: corpus/a.c has 401 lines'* ]]
}

@test "calls that are not for libraries, and banned ones, are found; comments and strings are not calls" {
    echo 'void f(void) { exit(1); }' >corpus/a.c
    finds "corpus/a.c:1: 'exit' is for programs"
    echo 'void f(void) { fputs("x", stderr); }' >corpus/a.c
    finds "'stderr' is for programs"
    echo 'void f(void) { getenv("HOME"); }' >corpus/a.c
    finds "'getenv' is for programs"
    echo 'void f(char *a) { strcpy(a, "x"); }' >corpus/a.c
    finds 'corpus/a.c:1: strcpy is banned'
    printf '%s\n' '/* exit(1),' ' * strcpy(a, b) */' 'const char *s = "printf(";' 'int buf_printf(void);' \
        >corpus/a.c
    cheap
    [ "$status" = 0 ]
    rm corpus/a.c
    echo 'void f(void) { exit(1); }' >query/a.c
    cheap
    [ "$status" = 0 ]
}

@test "scripts that do not parse or cannot be run are found" {
    printf '#!/bin/sh\nif true\n' >tests/broken
    chmod +x tests/broken
    finds 'tests/broken'
    printf '#!/bin/bash\ntrue\n' >tests/broken
    chmod -x tests/broken
    finds 'tests/broken: is not executable'
}

@test "paths of one machine are found" {
    printf '%s%s\n' 'see /home' '/me/notes' >NOTES
    finds "NOTES:1: '/"home"/' does not belong here"
}

@test "an unknown check is refused" {
    run tests/lint nonsense
    [ "$status" = 2 ]
    [[ $output == *"no check is called 'nonsense'"* ]]
}
