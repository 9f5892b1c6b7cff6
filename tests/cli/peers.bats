# The adapters of bench/peers: what they answer, that they agree, and what bad input does to them.

load helpers

built="pressmark xapian sqlite"

# The adapter of that name; those of other toolchains lie beside the builds and are there only if somebody made them.
adapter() {
    local path
    for path in "$PRESSMARK_BIN/peers/$1" "$PRESSMARK_BIN/../peers/$1"; do
        if [ -x "$path" ]; then
            printf '%s\n' "$path"
            return
        fi
    done
    return 1
}

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    cat >few.jsonl <<'DOCS'
{"id": "a", "text": "The night train\nA night train leaves the harbour."}
{"id": "b", "text": "Trains of the whole night, and then the flood"}
{"id": "c", "text": "Floods, dams and nothing else; a \"quoted\" word"}
DOCS
    index -q sample.idx "$sample"
    index --dump sample.idx | python3 -c 'import json, sys
for line in sys.stdin:
    a = json.loads(line)
    if a.get("lang", "en") == "en":
        print(json.dumps({"id": a["id"], "text": a["title"] + "\n" + a.get("text", "")}))' >sample.jsonl
    for name in $built; do
        "$(adapter $name)" build $name.few <few.jsonl
        "$(adapter $name)" build $name.sample <sample.jsonl
    done
    export made=$PWD
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# ask NAME FOLDER LINE...: the answers, with a blank between.
ask() {
    local name=$1 folder=$2
    shift 2
    printf '%s\n' "$@" | "$(adapter "$name")" query "$folder" | paste -sd ' '
}

few_requests=('COUNT	night' 'COUNT	flood train' 'COUNT	+flood +train' 'COUNT	"night train"' 'COUNT	"train night"'
    'COUNT	zeppelin' 'TOP_10	night' 'TOP_100	+night +harbour' 'TOP_10_COUNT	flood dam' 'COUNT	the' 'COUNT	nothing the')
few_answers='2 3 1 1 0 0 1 1 2 2 3'

@test "each answers the forms of the protocol" {
    for name in $built; do
        equal "$name: $(ask $name "$made/$name.few" "${few_requests[@]}")" "$name: $few_answers"
    done
}

@test "what a peer does not take is unsupported" {
    for name in $built echo; do
        folder=$made/$name.few
        got=$(ask $name "$folder" '' 'COUNT' 'COUNT	' 'FLY	night' 'COUNT	-night' 'COUNT	+night train' 'COUNT	"night' \
            'COUNT	""' 'COUNT	nig*' 'COUNT	"+night train"' 'COUNT	title:night' 'COUNT	night OR (train' 'TREC_1000	7')
        equal "$name: $got" "$name: $(yes UNSUPPORTED | head -n 13 | paste -sd ' ')"
    done
}

@test "they agree on the sample corpus" {
    local requests=('COUNT	dam' 'COUNT	flood dam' 'COUNT	+flood +dam' 'COUNT	"night train"' 'COUNT	harbour valley wind'
        'COUNT	+the +court' 'TOP_10_COUNT	the of and')
    expected=$(ask pressmark "$made/pressmark.sample" "${requests[@]}")
    lacks "$expected" UNSUPPORTED
    [ "${expected%% *}" -gt 0 ]
    for name in $built; do
        equal "$name: $(ask $name "$made/$name.sample" "${requests[@]}")" "$name: $expected"
    done
}

@test "a run has the lines of a run file, best first" {
    for name in $built; do
        run --separate-stderr ask $name "$made/$name.few" 'TREC_1000	q7	Night-train: "harbour" (title:x'
        equal "$name: $(sed -E 's/ [0-9.e+-]+ peer/ SCORE/g' <<<"$output")" "$name: q7 Q0 a 1 SCORE q7 Q0 b 2 SCORE"
        equal "$name: $(ask $name "$made/$name.few" 'TREC_1000	q8	zeppelin')" "$name: "
    done
}

@test "with --time an answer has nanoseconds behind it" {
    for name in $built echo; do
        run bash -c "printf 'COUNT\tnight\nno\n' | '$(adapter $name)' query --time '$made/$name.few'"
        [[ $output =~ ^[0-9]+$'\t'[0-9]+$'\n'UNSUPPORTED$'\t'[0-9]+$ ]] || { echo "$name: $output"; return 1; }
    done
}

@test "hostile lines get one answer each" {
    python3 -c 'import sys
w = sys.stdout.buffer.write
w(b"COUNT\tni\0ght\n\0\nCOUNT\t\xff\xfe\nCOUNT\t+\xc3\nCOUNT\t\"\xe2\x80\x9d night\"\n")
w(b"COUNT\t" + b"a" * 1000000 + b"\nCOUNT\t" + b"night " * 100000 + b"\n")
w(b"COUNT\t\" OR \"\nCOUNT\t" + b"(" * 5000 + b"\nTOP_10\t" + b"+a " * 200 + b"\n" + b"\t" * 999 + b"\n")
w(b"COUNT\tnight")' >lines
    for name in $built echo; do
        run --separate-stderr bash -c "'$(adapter $name)' query '$made/$name.few' <lines"
        equal "$name: $status" "$name: 0"
        equal "$name: ${#lines[@]}" "$name: 12"
        [ $name = echo ] || equal "$name: ${lines[11]}" "$name: 2"
    done
}

@test "documents that are none end the building with a message" {
    for name in xapian sqlite; do
        for line in 'no JSON' '{"id": "a"}' '{"id": 1, "text": "x"}' '[]'; do
            run --separate-stderr bash -c "printf '%s\n' '$line' | '$(adapter $name)' build $name.idx"
            equal "$name $line: $status" "$name $line: 2"
            contains "$stderr" "$name: a line is no "
            equal "$output" ""
            rm -rf $name.idx
        done
    done
}

@test "a folder that is there is not built into, one that is not there is not read" {
    for name in $built; do
        mkdir $name.idx
        run --separate-stderr "$(adapter $name)" build $name.idx </dev/null
        equal "$status" 2
        contains "$stderr" "$name: cannot make the folder '$name.idx'"
        run --separate-stderr "$(adapter $name)" query missing </dev/null
        equal "$status" 2
        contains "$stderr" "$name: "
    done
}

@test "an adapter names its version, and its usage" {
    for name in $built echo; do
        run "$(adapter $name)" version
        equal "$status" 0
        contains "${output,,}" $name
        run --separate-stderr "$(adapter $name)" fly
        equal "$status" 2
        contains "$stderr" "usage: $name version | build FOLDER | query [--time] FOLDER"
    done
}

# Adapters of other toolchains: tested where they were built.
other_peer() {
    path=$(adapter "$1") || skip "no adapter of $1 was built"
    "$path" build "$1.few" <"$made/few.jsonl" 2>/dev/null
    equal "$(ask "$1" "$1.few" "${few_requests[@]}" 2>/dev/null)" "$few_answers"
    equal "$(ask "$1" "$1.few" '' 'COUNT' 'COUNT	-night' 'COUNT	"night' 'COUNT	""' 'FLY	night' 2>/dev/null)" \
        'UNSUPPORTED UNSUPPORTED UNSUPPORTED UNSUPPORTED UNSUPPORTED UNSUPPORTED'
}

@test "lucene answers as the others do" {
    other_peer lucene
}

@test "tantivy answers as the others do" {
    other_peer tantivy
}

@test "the driver measures every request once, and says what went wrong" {
    driver=$PRESSMARK_BIN/peers/driver
    printf 'COUNT\tnight\nCOUNT\tzeppelin\n' >requests
    run --separate-stderr "$driver" 1 5 requests "$(adapter xapian)" query --time "$made/xapian.few"
    equal "$status" 0
    got=$(sed 's/\t[0-9]*\t[0-9]*$//' <<<"$output" | sort)
    equal "$got" "$(printf '0\t2\n1\t0\n%s' "$(grep -xP 'peak\t\d+\t(awake|asleep)' <<<"$output")")"
    run --separate-stderr "$driver" 0 1 requests /bin/true
    equal "$status" 2
    contains "$stderr" "driver: '/bin/true' "
    run --separate-stderr "$driver" 0 1 requests "$PWD/none"
    equal "$status" 2
    contains "$stderr" "cannot run '$PWD/none'"
    run --separate-stderr "$driver" 0 1 missing /bin/true
    equal "$status" 2
    contains "$stderr" "cannot open 'missing'"
}

@test "bench-peers reports building, size, work and latency, and what it left out" {
    printf 'q1\tflood\nq2\tflood dam\nq3\t+flood +dam\nq4\t"night train"\nq5\todd -form\n' >queries.tsv
    run --separate-stderr "$PRESSMARK_SOURCE/bench/peers/bench-peers" --build "$PRESSMARK_BIN" --corpus "$sample" \
        --queries queries.tsv --peers "$built zeppelin" --rounds 2 --warm 1 --out out
    equal "$status" 0
    contains "$stderr" "zeppelin left out"
    contains "$output" "note: 1 queries left out"
    contains "$output" "best peer to us"
    equal "$(cat out/report.txt)" "$output"
    run python3 -c 'import csv, json
rows = list(csv.DictReader(open("out/report.tsv"), delimiter="\t"))
assert len(rows) == 3 * 4 * 4, len(rows)
for r in rows:
    assert int(r["n"]) == 2 and 0 < float(r["p50_us"]) <= float(r["p99_us"]), r
    assert float(r["round_trip_mean_us"]) > 0, r
    assert r["same_work"] in ("0", "1"), r
report = json.load(open("out/report.json"))
for peer in ("pressmark", "xapian", "sqlite"):
    built = report["build"][peer]
    assert built["mb_per_second"] > 0 and built["peak_mb"] > 0 and built["bytes"] > 0, built
    assert report["versions"][peer]
assert report["classes"]["one word"]["counts"]["pressmark"] > 0
assert report["ratios"]["TOP_10"]["AND"]["mean"]["ratio"] > 0
assert report["pipe"]["mean"] > 0'
    equal "$output" ""
}

@test "bench-peers asks what a run before built, and only what is wanted of it" {
    local command=("$PRESSMARK_SOURCE/bench/peers/bench-peers" --build "$PRESSMARK_BIN" --corpus "$sample"
        --queries queries.tsv --rounds 1 --warm 0 --out out)
    printf 'q1\tflood\nq2\tflood dam\n' >queries.tsv
    run --separate-stderr "${command[@]}" --peers xapian --keep
    equal "$status" 1
    contains "$stderr" "run without KEEP at first"
    run "${command[@]}" --peers pressmark
    equal "$status" 0
    contains "$output" "TOP_100 "
    local kept=(out/documents.jsonl out/index/pressmark/news.idx/manifest) first=$(head -1 <<<"$output")
    local before=$(stat -c %Y.%i "${kept[@]}")
    run "${command[@]}" --peers pressmark --keep --commands TOP_10
    equal "$status" 0
    equal "$(head -1 <<<"$output")" "$first"
    equal "$(stat -c %Y.%i "${kept[@]}")" "$before"
    contains "$output" "note: nothing was built"
    [[ $output =~ pressmark\ +-\ +-\ +-\ +-\ +[0-9] && $output == *"TOP_10 "* && $output != *"TOP_100 "* ]]
    run --separate-stderr "${command[@]}" --peers "pressmark xapian" --keep
    equal "$status" 1
    contains "$stderr" "there is no index of xapian in 'out'"
    run --separate-stderr "${command[@]}" --peers pressmark --commands TOP_11
    equal "$status" 1
    contains "$stderr" "there is no command 'TOP_11': COMMANDS are TOP_10, "
}

@test "bench-relevance writes a run for each engine" {
    mkdir -p sets/little
    cp "$made/few.jsonl" sets/little/docs.jsonl
    printf 'q1\tthe night\nq2\tfloods!\n' >sets/little/queries.tsv
    printf 'q1 0 a 1\nq2 0 c 1\n' >sets/little/qrels.txt
    run --separate-stderr "$PRESSMARK_SOURCE/bench/peers/bench-relevance" --build "$PRESSMARK_BIN" --peers "$built" \
        --corpora sets --sets 'little missing' --out out
    equal "$status" 0
    contains "$stderr" "set missing left out"
    for name in $built; do
        equal "$name: $(awk '{print $1, $3}' "out/relevance/little/$name.run" | sort | paste -sd ,)" \
            "$name: q1 a,q1 b,q2 b,q2 c"
    done
}
