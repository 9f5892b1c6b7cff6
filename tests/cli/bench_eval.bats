# pressmark-bench eval and compare: figures, hostile files, agreement with trec_eval where that is installed.

load helpers

setup() {
    : "${PRESSMARK_BIN:?}" "${PRESSMARK_SOURCE:?}"
    bench=$PRESSMARK_BIN/bench/pressmark-bench
    [ -x "$bench" ] || skip 'pressmark-bench is not built (make bench-build)'
    cd "$BATS_TEST_TMPDIR"
}

# Three articles, two of them about herons: news.idx, topics.tsv, qrels.
herons() {
    { article near 'Herons by the lake' 'Herons nest again.'
      article far 'Markets' 'A heron was seen on the roof of the exchange.'
      article none 'Markets' 'Shares fell.'; } >news.jsonl
    index news.idx news.jsonl 2>/dev/null
    printf '1\therons AND "lakes"\n2\tshares\n' >topics.tsv
    printf '1 0 near 2\n1 0 far 1\n2 0 none 1\n' >qrels
}

# measurement NAME MEAN...: a measurement with one case.
measurement() {
    local name=$1
    shift
    printf '{"format": 1, "mode": "latency", "cases": [{"name": "%s", "unit": "us", "round_mean": [%s]}]}' "$name" \
        "$(IFS=,; echo "$*")"
}

@test "an index is judged, its run saved and judged again" {
    herons
    run --separate-stderr "$bench" eval --save-run run news.idx topics.tsv qrels
    equal "$status" 0
    equal "$stderr" ''
    contains "$output" '2 queries with relevant documents, 0 of them without any hit'
    contains "$output" $'all\t0.3000\t0.1500\t1.0000\t1.0000\t1.0000\t1.0000\t1.0000\t1.0000'
    equal "$(cut -d' ' -f1-4 run | tr '\n' ,)" '1 Q0 near 1,1 Q0 far 2,2 Q0 none 1,'
    run --separate-stderr "$bench" eval --json --per-query --run run qrels
    equal "$(python3 -c 'import json, sys; d = json.load(sys.stdin)
print(d["queries"], d["measures"]["MAP"], [q["query"] for q in d["per_query"]])' <<<"$output")" "2 1.0 ['1', '2']"
}

@test "two runs are compared the same way each time" {
    for q in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        printf '%s 0 a 1\n' $q >>qrels
        printf '%s Q0 a 1 2 x\n%s Q0 b 2 1 x\n' $q $q >>good
        if [ $((q % 5)) = 0 ]; then
            printf '%s Q0 a 1 2 x\n' $q >>bad
        else
            printf '%s Q0 b 1 2 x\n%s Q0 a 2 1 x\n' $q $q >>bad
        fi
    done
    run --separate-stderr "$bench" eval --run good --against bad qrels
    equal "$status" 0
    contains "$output" $'MAP\t0.6000\t1.0000\t+0.4000'
    first=$output
    run --separate-stderr "$bench" eval --run good --against bad qrels
    equal "$output" "$first"
    run --separate-stderr "$bench" eval --json --run good --against bad qrels
    python3 -c 'import json, sys
t = json.load(sys.stdin)["against"]["tests"]["MAP"]
assert t["better"] == 12 and t["worse"] == 0 and t["p_t"] < 0.001 and t["p_random"] < 0.01, t' <<<"$output"
}

@test "what is no judgment and no row is told by file and line, and the rest counts" {
    herons
    printf '1 0 near 2\r\nnonsense\n1 0 near 1\n1 0 gone 1\n\xff\x00\n' >qrels
    printf '1\theron\nno tab\n\tno id\n1\theron\n' >topics.tsv
    run --separate-stderr "$bench" eval news.idx topics.tsv qrels
    equal "$status" 0
    contains "$output" '1 queries with relevant documents'
    contains "$stderr" 'qrels:2: 1 fields; a judgment has 4'
    contains "$stderr" "qrels:3: document 'near' was judged for query '1' on line 1 already"
    contains "$stderr" 'topics.tsv:2: not a query'
    contains "$stderr" '8 passed over, the first of them above'
}

@test "nothing usable is an error, and so are wrong operands" {
    herons
    : >empty
    local line
    while read -r line; do
        # shellcheck disable=SC2086
        run --separate-stderr "$bench" $line
        equal "$status" 2 || { echo "$line"; return 1; }
        equal "$output" ''
        contains "$stderr" 'pressmark-bench'
    done <<'EOT'
eval
eval news.idx topics.tsv
eval --run qrels
eval --run empty qrels
eval --run gone qrels
eval --run qrels qrels
eval news.idx topics.tsv empty
eval news.idx topics.tsv gone
eval news.idx empty qrels
eval gone.idx topics.tsv qrels
eval --depth 0 news.idx topics.tsv qrels
eval --gain much news.idx topics.tsv qrels
eval --save-run news.jsonl news.idx topics.tsv qrels
eval --run qrels --save-run new qrels
compare
compare empty empty
compare qrels gone
compare --threshold x a b
nonsense
EOT
}

@test "a slower measurement is seen by the exit status" {
    measurement a 100 101 99 100 >before
    measurement a 120 121 119 120 >slower
    measurement a 103 104 102 103 >little
    measurement b 1 1 >other
    run --separate-stderr "$bench" compare before slower
    equal "$status" 1
    contains "$output" 'TOO SLOW'
    contains "$output" '1 cases: 1 too slow'
    run --separate-stderr "$bench" compare --threshold 30 before slower
    equal "$status" 0
    run --separate-stderr "$bench" compare before little
    equal "$status" 0
    contains "$output" 'slower'
    run --separate-stderr "$bench" compare slower before
    equal "$status" 0
    contains "$output" 'faster'
    run --separate-stderr "$bench" compare --json before slower
    equal "$status" 1
    equal "$(python3 -c 'import json, sys; d = json.load(sys.stdin)
print(d["too_slow"], round(d["cases"][0]["ratio"], 2))' <<<"$output")" '1 1.2'
    run --separate-stderr "$bench" compare before other
    equal "$status" 2
    contains "$stderr" 'no case in common'
}

@test "measures agree with trec_eval on made-up runs" {
    python3 -c 'import pytrec_eval' 2>/dev/null || skip 'pytrec_eval is not installed'
    run "$PRESSMARK_SOURCE/bench/against-trec-eval" "$bench" --random 20
    equal "$status" 0 || { echo "$output"; return 1; }
}

@test "rankings of judged collections stay as good as they are" {
    [ -d "${PRESSMARK_CORPORA:-/nonexistent}/npl" ] || skip 'no test corpora (PRESSMARK_CORPORA)'
    sets=$PRESSMARK_CORPORA
    # What bench/results says, less half a point of mean average precision.
    for line in 'time 0.67 docs.jsonl' 'cranfield 0.29 docs.jsonl.gz' 'npl 0.29 docs.jsonl.gz'; do
        read -r name least docs <<<"$line"
        index "$name.idx" "$sets/$name/$docs" 2>/dev/null
        run --separate-stderr "$bench" eval --json "$name.idx" "$sets/$name/queries.tsv" "$sets/$name/qrels.txt"
        equal "$status" 0
        python3 -c 'import json, sys
got = json.load(sys.stdin)["measures"]["MAP"]
assert got >= float(sys.argv[2]), (sys.argv[1], got)' "$name" "$least" <<<"$output"
    done
}
