# The documentation tells the truth: every command of README.md, in order, with the output it shows; every
# example of the man pages; every make target and every file that is named.

setup() {
    : "${PRESSMARK_BIN:?}" "${PRESSMARK_SOURCE:?}"
    cd "$BATS_TEST_TMPDIR"
    PATH=$PRESSMARK_BIN:$PATH
    unset PRESSMARK_INDEX COLUMNS NO_COLOR
}

# Times and rates differ from run to run, weights with the ranking. What a run that is no terminal says besides
# (each commit) is left out, as are blank lines at the end.
normalise() {
    sed -E -e '/^pressmark-index: committed, /d' \
        -e 's/[0-9.]+ ms$/N ms/' -e 's/ in [0-9.]+ s/ in N s/' -e 's/[0-9.]+ MB\/s/N MB\/s/' \
        -e 's/(matches, )[0-9.]+ s$/\1N s/' \
        -e 's/"weight": [0-9.]+/"weight": N/' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

# A line "..." in what is expected stands for any text; there may be one.
fits() {
    local got=$'\n'$1$'\n' want=$'\n'$2$'\n'
    case $want in
    *$'\n...\n'*) [[ $got == "${want%%$'\n...\n'*}"$'\n'*"${want#*$'\n...\n'}" ]] ;;
    *) [ "$got" = "$want" ] ;;
    esac
}

# Commands run in this one shell, so that $? and files are as for someone who types them.
last=0
try() {
    local command=$1 want got
    want=$(normalise <<<"$2")
    { status_is "$last"; eval "$command"; } </dev/null >out 2>&1 && last=0 || last=$?
    got=$(normalise <out)
    fits "$got" "$want" && return
    printf 'README.md: $ %s\n' "$command"
    diff <(printf '%s\n' "$want") <(printf '%s\n' "$got")
    return 1
}
status_is() { return "$1"; }

@test "every command of the README does what it shows" {
    cp -R "$PRESSMARK_SOURCE/corpus" .
    local line inside=0 command='' shown='' count=0 failed=0
    while IFS= read -r line; do
        if [ "$inside" = 1 ] && { [ "$line" = '```' ] || [[ $line == '$ '* ]]; } && [ -n "$command" ]; then
            try "$command" "$shown" || failed=$((failed + 1))
            count=$((count + 1)) command='' shown=''
        fi
        case $line in
        '```console') inside=1 ;;
        '```'*) inside=0 ;;
        '$ '*) [ "$inside" = 0 ] || command=${line#'$ '} ;;
        *) [ -z "$command" ] || shown+=$line$'\n' ;;
        esac
    done <"$PRESSMARK_SOURCE/README.md"
    [ "$failed" = 0 ]
    [ "$count" -ge 10 ]
}

# The commands of a man page's EXAMPLES, one a line, as a reader sees them.
examples() {
    groff -man -Tutf8 -P-c -P-b -P-u -rLL=200n "$PRESSMARK_BIN/$1.1" | sed -n '/^EXAMPLES$/,/^SEE ALSO$/p' |
        grep -E '^ +([a-z]+ .*\| )?pressmark-' | sed -E 's/^ +//'
}

# What the examples name: articles that their queries find, in the files and indexes they speak of.
furnish() {
    mkdir dumps wire
    cp "$PRESSMARK_SOURCE"/corpus/sample/*.jsonl dumps
    gzip -c "$PRESSMARK_SOURCE/corpus/sample/meridian-wire.sgm" >wire/a.sgm.gz
    gzip -c "$PRESSMARK_SOURCE/corpus/sample/harbour-courier.jsonl" >feed.jsonl.gz
    printf '%s\n' '[{"id": "e", "hed": "Interest rates", "story": {"body": "They rose."}}]' >export.json
    printf 'date 2023-07-27\nA coup in Niger\n\nSoldiers.\n' >niger-coup-2023-07-27.txt
    printf '%s\n' '{"id": "g", "title": "July", "date": "2023-07-09", "source": "The Guardian"}' >g.jsonl
    printf '%s\n' '{"id": "w", "title": "Drought", "date": "2022-07-09", "text": "The wheat is dry."}' >w.jsonl
    printf '%s\n' '{"id": "r", "title": "Rates", "source": "Reuters"}' >r.jsonl
    pressmark-index -q news.idx niger-coup-2023-07-27.txt g.jsonl r.jsonl export.json --map title=hed
    printf '1\tcoup\n2\tinterest rates?\n' >topics.tsv
    pressmark-index -q 2022.idx w.jsonl
    pressmark-index -q 2023.idx g.jsonl
    mkdir bin
    if ! command -v jq >/dev/null; then # the ids, as the examples ask for them
        printf '%s\n' '#!/bin/sh' "sed 's/.*\"id\": \"\([^\"]*\)\".*/\1/'" >bin/jq
        chmod +x bin/jq
        PATH=$PWD/bin:$PATH
    fi
}

# run_examples PROGRAM AT_LEAST: each ends with status 0 and without a note.
run_examples() {
    local line count=0
    furnish
    while IFS= read -r line; do
        count=$((count + 1))
        if ! bash -o pipefail -c "$line" </dev/null >out 2>err || grep -E '^pressmark-query: note' err; then
            printf 'man %s: %s\n' "$1" "$line"
            cat out err
            return 1
        fi
        [ -s out ] || [ -s err ] || [[ $line == *'>'* ]]
    done < <(examples "$1")
    [ "$count" -ge "$2" ]
}

@test "the examples of the man page of pressmark-index run" {
    command -v groff >/dev/null || skip 'no groff'
    run_examples pressmark-index 6
}

@test "the examples of the man page of pressmark-query find something" {
    command -v groff >/dev/null || skip 'no groff'
    run_examples pressmark-query 5
}

@test "make has every target that the documents name" {
    cd "$PRESSMARK_SOURCE"
    local target
    for target in $(grep -ohE '(`|^)make [a-z-]+' ./*.md | sed 's/.*make //' | sort -u); do
        grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" Makefile bench/peers/peers.mk ||
            { echo "no target '$target'"; false; }
    done
}

@test "every file and folder that the documents name is there" {
    cd "$PRESSMARK_SOURCE"
    local name missing=0
    local folders='shim|corpus|indexer|query|tests|tools|bench|\.ci'
    for name in $(grep -ohE "\`($folders)/[A-Za-z0-9_./-]*\`" ./*.md | tr -d '`') \
        $(grep -ohE '\]\([A-Za-z][A-Za-z/_-]*(\.md)?\)' ./*.md | tr -d ']()'); do
        [ -e "$name" ] || { echo "no '$name'"; missing=1; }
    done
    [ "$missing" = 0 ]
}
