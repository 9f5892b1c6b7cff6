# The engines of pressmark-query: which there are, what they load, and what is said when one cannot run.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR
    index -q "$made/x.idx" "$sample"
}

setup() {
    cd "$made"
}

# Names of the engines, the default one first.
engines() {
    query --engine=? x.idx dam 2>&1 | sed -nE 's/.*wants one of (.*), not .*/\1/p' | tr -d ,
}

# Shared libraries that a command of ours loads, as file names.
loaded() {
    LD_DEBUG=libs "$PRESSMARK_BIN/pressmark-query" "$@" 2>&1 >/dev/null |
        sed -nE 's/.*calling init: (.*\/)?([^/ ]+).*/\2/p'
}

# The programs alone in a folder: bin/pressmark-query and nothing that belongs to it.
alone() {
    rm -rf "$1" && mkdir -p "$1/bin"
    cp "$PRESSMARK_BIN/pressmark-query" "$1/bin"
}

@test "every engine finds the same, in the same order and with the same weights" {
    local engine query default
    contains " $(engines) " " xapian "
    for query in 'flood dam' '"night train" -milan' 'polic* OR wind' '+court trial' 'author:whitlock' \
        'date:2022..2023-06 wind' 'title:"the night train"' '"of the"' '=trains' 'lang:de' 'die Frauen'; do
        default=$(query --json --no-snippet -n 100 x.idx "$query")
        [ -n "$default" ] || { echo "nothing found by $query"; return 1; }
        for engine in $(engines); do
            equal "$(query --engine "$engine" --json --no-snippet -n 100 x.idx "$query")" "$default"
        done
    done
}

@test "Xapian is not loaded by what does not ask for it" {
    local options
    for options in --version --help '--show NL-20231109 x.idx'; do
        run loaded $options
        lacks "$output" libxapian
        sanitized || equal "$(sed -E '/^(lib[cm][.]so|ld-linux)/d' <<<"$output")" ""
    done
    run loaded --engine xapian x.idx dam
    contains "$output" libxapian
}

@test "a search by the default engine loads at most the C library" {
    [[ $(engines) == lookup* ]] || skip "the default engine is not lookup"
    run loaded x.idx flood dam
    lacks "$output" libxapian
    sanitized || equal "$(sed -E '/^(lib[cm][.]so|ld-linux)/d' <<<"$output")" ""
}

@test "an engine that does not exist" {
    run -2 --separate-stderr query --engine lucene x.idx dam
    contains "$stderr" "option '--engine' wants one of"
    contains "$stderr" "not 'lucene'"
    equal "$output" ""
}

@test "an engine that is not installed: status 2, and where it belongs" {
    alone a
    run -2 --separate-stderr a/bin/pressmark-query --engine xapian x.idx dam
    contains "$stderr" "engine 'xapian' is not installed: there is no '"
    contains "$stderr" "/a/lib/pressmark/pressmark-query-xapian'; install it there, or leave out --engine"
    equal "$output" ""
    run -0 --separate-stderr a/bin/pressmark-query --show NL-20231109 x.idx
}

@test "an engine is found beside bin, as it is installed" {
    alone a
    mkdir -p a/lib/pressmark
    cp "$PRESSMARK_BIN/pressmark-query-xapian" a/lib/pressmark
    run -0 --separate-stderr a/bin/pressmark-query --engine xapian --count x.idx flood dam
    equal "$output" "4"
    ln -s "$PWD/a/bin/pressmark-query" elsewhere # looked for beside the program, not beside its link
    run -0 ./elsewhere --engine xapian --count x.idx flood dam
}

@test "a file that is no engine" {
    alone a
    local file=a/bin/pressmark-query-xapian
    echo 'no program' >$file
    run -2 --separate-stderr a/bin/pressmark-query --engine xapian x.idx dam
    contains "$stderr" "cannot run engine 'xapian': '"
    contains "$stderr" "/a/bin/pressmark-query-xapian': Permission denied; install it anew, or leave out --engine"
    chmod +x $file
    run -2 --separate-stderr a/bin/pressmark-query --engine xapian x.idx dam
    contains "$stderr" "/a/bin/pressmark-query-xapian': Exec format error; "
    cp a/bin/pressmark-query $file # has no such engine either, and may not look for one again and again
    run -2 --separate-stderr timeout 60 a/bin/pressmark-query --engine xapian x.idx dam
    contains "$stderr" "/a/bin/pressmark-query-xapian' is without engine 'xapian': install it anew, or leave out"
    ln -sf pressmark-query $file
    run -2 --separate-stderr timeout 60 a/bin/pressmark-query --engine xapian x.idx dam
    contains "$stderr" "/a/bin/pressmark-query-xapian' is without engine 'xapian': install it anew, or leave out"
}

@test "another engine has the arguments and what comes in" {
    local expected
    printf '1\tflood dam\n2\twind\n' >topics.tsv
    expected=$(query --batch - --trec -n 3 x.idx <topics.tsv)
    [ -n "$expected" ]
    equal "$(query --engine xapian --batch - --trec -n 3 x.idx <topics.tsv)" "$expected"
    equal "$(PRESSMARK_INDEX=x.idx query --engine xapian --count -- '"night train"')" \
        "$(query --count x.idx '"night train"')"
    run -2 --separate-stderr query --engine xapian nowhere.idx dam
    contains "$stderr" "pressmark-query: there is no index at 'nowhere.idx'; "
}
