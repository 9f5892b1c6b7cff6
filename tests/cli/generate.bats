# pressmark-generate and pressmark-queries, the programs that make what is measured on.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR"
}

generate() {
    "$PRESSMARK_BIN/bench/pressmark-generate" "$@"
}

queries() {
    "$PRESSMARK_BIN/bench/pressmark-queries" "$@"
}

@test "articles are what the index takes, with every field" {
    generate -n 300 >news.jsonl
    equal "$(wc -l <news.jsonl)" 300
    equal "$(json 'sorted({k for d in docs for k in d})' <news.jsonl)" \
        "['author', 'date', 'id', 'lang', 'source', 'text', 'title', 'topic']"
    equal "$(json 'len({d["id"] for d in docs})' <news.jsonl)" 300
    run --separate-stderr index news.idx news.jsonl
    [ "$status" = 0 ]
    counts 300 0 0 0
    sound news.idx
}

@test "a corpus is the beginning of a larger one, and its parts can be made alone" {
    generate -n 500 --seed 9 >all
    generate -n 200 --seed 9 >head
    generate -n 300 --seed 9 --skip 200 >tail
    cat head tail | cmp - all
    ! generate -n 500 --seed 10 | cmp -s - all
}

@test "options change what they say" {
    equal "$(generate -n 50 --length 500 --length-sigma 0 | json '{len(d["text"].split()) for d in docs}')" '{500}'
    equal "$(generate -n 200 --first-year 1990 --years 2 | json 'sorted({d["date"][:4] for d in docs})')" \
        "['1990', '1991']"
    equal "$(generate -n 200 --topics 3 |
        json 'len({t for d in docs for t in ([d["topic"]], d["topic"])[type(d["topic"]) is list]})')" 3
    equal "$(generate -n 0 | wc -c)" 0
}

@test "what cannot be generated is said, and nothing is written" {
    local case
    for case in '--vocabulary 0|--vocabulary is out of range: give it from 1 to 1e+06' \
        '--exponent 4.1|--exponent is out of range: give it from 0 to 4' \
        "--exponent two|--exponent wants a number like 1.25, with six decimals at most, not 'two'" \
        '--shift -1|--shift wants a number' '--shift 1.1234567|--shift wants a number' \
        '--shift .|--shift wants a number' \
        '--shift 99999999999999999999|--shift' '--growth 0.05|--growth is out of range: give it from 0.1 to 0.95' \
        '--length 2|--length is out' '--length-sigma 3|--length-sigma is out' '--topics 0|--topics is out' \
        '--years 0|--years is out' '--first-year 9990|--years goes past the year 9999' \
        'news|one operand too many' '--documents x|--documents' '--skip 18446744073709551615|together are too many'; do
        run --separate-stderr generate ${case%%|*}
        equal "$status" 2
        equal "$output" ''
        contains "$stderr" "${case#*|}"
    done
}

@test "no reader is no reason to talk, a full disk is" {
    run --separate-stderr into_closed_pipe "$PRESSMARK_BIN/bench/pressmark-generate" -n 10
    equal "$status" 2
    equal "$stderr" ''
    [ -w /dev/full ] || skip 'no /dev/full'
    run --separate-stderr into /dev/full "$PRESSMARK_BIN/bench/pressmark-generate" -n 10
    equal "$status" 2
    contains "$stderr" 'cannot write results'
}

@test "each query sampled from the sample articles finds something, and a miss nothing" {
    index -q news.idx "$sample"
    queries -n 6 news.idx >queries.tsv 2>notes
    equal "$(cut -f1 queries.tsv | sed 's/-[0-9]*$//' | uniq | tr '\n' ' ')" \
        'word-rare word-middle word-frequent or and phrase-common phrase-rare mix date wildcard miss '
    local qid query
    while IFS=$'\t' read -r qid query; do
        case $(query news.idx --count -- "$query" 2>/dev/null) in
        0) [[ $qid == miss-* ]] || { echo "$qid: $query finds nothing"; return 1; } ;;
        *) [[ $qid != miss-* ]] || { echo "$qid: $query finds something"; return 1; } ;;
        esac
    done <queries.tsv
    queries -n 6 news.idx 2>/dev/null | cmp - queries.tsv
}

@test "plain queries and single classes" {
    index -q news.idx "$sample"
    run --separate-stderr queries --plain -n 3 news.idx
    equal "$status" 0
    lacks "$output" AND
    lacks "$output" date:
    lacks "$output" wildcard
    contains "$output" $'and-001\t+'
    run --separate-stderr queries -c miss -c or -n 2 news.idx
    equal "$(cut -f1 <<<"$output" | tr '\n' ' ')" 'or-001 or-002 miss-001 miss-002 '
    equal "$stderr" ''
}

@test "too little to sample from, and no index" {
    article a Title 'of the 12' | index -q news.idx -
    run --separate-stderr queries -c phrase-common news.idx
    equal "$status" 1
    equal "$stderr" "pressmark-queries: note: 0 of 50 queries of the class 'phrase-common' were found"
    index --delete news.idx a 2>/dev/null
    run --separate-stderr queries news.idx
    equal "$status" 2
    contains "$stderr" 'the index has no articles: index some first'
    run --separate-stderr queries nowhere
    equal "$status" 2
    contains "$stderr" nowhere
    run --separate-stderr queries
    equal "$status" 2
    contains "$stderr" 'no index named'
    run --separate-stderr queries -c words news.idx
    equal "$status" 2
    contains "$stderr" "no class is called 'words'"
    run --separate-stderr queries -n 0 news.idx
    equal "$status" 2
    contains "$stderr" '--per-class is out of range'
}
