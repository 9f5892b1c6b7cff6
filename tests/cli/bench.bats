# pressmark-bench on the sample corpus: every mode runs, its figures are there and sane in shape. Never how fast.

setup_file() {
    load helpers
    cd "$BATS_FILE_TMPDIR"
    index -q news.idx "$sample"
    printf '%s\t%s\n' W-001 flood W-002 train O-001 'flood dam' O-002 'court OR trial' A-001 '+flood +dam' \
        P-001 '"night train"' P-002 '"upper mossing"' B-001 '(flood OR fire) AND dam -milan' \
        D-001 'wind date:2022..2023' X-001 'sk*' F-001 'source:ledger wind' M-001 zeppelin >queries.tsv
}

setup() {
    load helpers
    cd "$BATS_FILE_TMPDIR"
}

bench() {
    "$PRESSMARK_BIN/bench/pressmark-bench" "$@"
}

# check FILE EXPRESSION: a Python expression over the report r and its cases c, by name, must be true.
check() {
    python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
c = {case["name"]: case for case in r["cases"]}
assert len(c) == len(r["cases"]), "a name occurs twice"
assert eval(f"({sys.argv[2]})"), sys.argv[2]' "$@" || { head -c 3000 "$1"; return 1; }
}

head_is_whole='r["program"] == "pressmark-bench" and r["format"] == 1 and r["date"].endswith("Z")
    and r["machine"]["cores"] > 0 and r["machine"]["memory_bytes"] > 1e6 and r["machine"]["kernel"].startswith("Linux")
    and set(r["versions"]) == {"pressmark", "commit", "compiler", "build", "xapian"}
    and r["timer"]["clock"] == "CLOCK_MONOTONIC" and 0 < r["timer"]["cost_ns"] < 1e6'

@test "latency measures every class at every depth" {
    bench latency --rounds 3 --warmup 1 -j 2 --json l.json --csv l.csv --samples l.samples.csv news.idx \
        queries.tsv >l.txt
    check l.json "$head_is_whole"
    check l.json 'r["mode"] == "latency" and r["command"][-2:] == ["news.idx", "queries.tsv"]'
    check l.json 'r["index"]["path"] == "news.idx" and r["index"]["articles"] == 60 and r["index"]["segments"] == 1
        and r["index"]["words"] > 1000 and r["index"]["parts"]["postings"] > 0'
    check l.json '{n.split("/")[1] for n in c} >= {"word", "or", "and", "boolean", "date", "wildcard", "field", "miss"}
        and any("/phrase-" in n for n in c)'
    check l.json 'all("/".join(["warm", v["class"], k]) in c
        for v in c.values() for k in ("top10", "top100", "top1000", "count", "plan"))'
    check l.json 'all(v["n"] == v["queries"] * v["rounds"] == 3 * v["queries"] and len(v["round_mean"]) == 3
        and v["unit"] == "us" for v in c.values())'
    check l.json 'all(0 < v["min"] <= v["p50"] <= v["p90"] <= v["p95"] <= v["p99"] <= v["p999"] <= v["max"]
        and v["min"] <= v["mean"] <= v["max"] for v in c.values())'
    check l.json 'all(abs(sum(v["round_mean"]) / 3 - v["mean"]) <= 1e-6 * v["mean"] for v in c.values())'
    check l.json 'all(sum(n for _, n in v["histogram"]) == v["n"] for v in c.values())'
    check l.json 'all(2 ** (v["histogram"][-1][0] / 8) / 1e3 <= v["max"] * 1.0001 and
        v["max"] <= 2 ** ((v["histogram"][-1][0] + 1) / 8) / 1e3 * 1.0001 for v in c.values())'
    check l.json 'all(v["qps_one"] > 0 for v in c.values())
        and all(v["qps_all"] > 0 and v["threads"] == 2 for v in c.values() if v["k"] != "plan")'
    check l.json 'c["warm/miss/count"]["hits"] == 0 and c["warm/word/top10"]["hits"] > 0'
    equal "$(python3 -c 'import csv; print(len(list(csv.DictReader(open("l.csv")))))')" \
        "$(python3 -c 'import json; print(len(json.load(open("l.json"))["cases"]))')"
    equal "$(wc -l <l.samples.csv)" $((12 * 5 * 3 + 1))
    contains "$(cat l.txt)" 'one reading of the clock costs'
    contains "$(grep phrase- l.txt)" top1000
}

@test "latency takes the matches it counts from the index" {
    printf 'court OR trial\n' >one.txt
    bench latency -r 1 -j 0 -k count --json n.json news.idx one.txt >/dev/null
    check n.json "c[\"warm/or/count\"][\"hits\"] == $(query --count news.idx 'court OR trial') and len(c) == 1"
    check n.json 'c["warm/or/count"]["qps_all"] is None'
}

@test "latency runs cold, and whole processes beside an empty one" {
    bench latency -r 0 --cold 2 --process 2 --queries 1 -j 0 --json p.json news.idx queries.tsv >p.txt
    check p.json '{v["kind"] for v in c.values()} == {"cold", "process"} and "cold/word/top10" in c
        and "process/word/top10" in c and c["process/(empty)"]["k"] == ""'
    check p.json 'all(v["qps_one"] is None and v["n"] == v["queries"] * 2 for v in c.values())'
    check p.json 'c["process/(empty)"]["n"] == c["process/(start)"]["n"] >= 10'
    contains "$(cat p.txt)" 'still in the page cache'
}

@test "build measures stages, sizes, threads and growth" {
    TMPDIR=$PWD bench build --rounds 2 -j 2 --plain --json b.json --csv b.csv "$sample" >b.txt
    check b.json "$head_is_whole"
    check b.json 'r["mode"] == "build" and set(c) == {"build/given/threads-1", "build/given/threads-2",
        "build/1x/threads-2", "build/2x/threads-2", "build/4x/threads-2", "build/8x/threads-2",
        "plain/given/threads-1"}'
    check b.json 'all(v["n"] == 2 and len(v["round_mean"]) == 2 and 0 < v["min"] <= v["p50"] <= v["max"]
        and v["unit"] == "s" for v in c.values())'
    check b.json '[c[f"build/{n}x/threads-2"]["articles"] for n in (1, 2, 4, 8)] == [8, 15, 30, 60]'
    check b.json 'all(c[n]["articles"] == 60 for n in c if "given" in n)'
    check b.json 'all(v["peak_bytes"] > 1e6 and v["cpu_seconds"] > 0 and v["index_bytes"] > 10000 and
        v["articles_per_second"] > 0 and v["mb_per_second"] > 0 for v in c.values())'
    check b.json 'all(set(v["stages"]) == {"read", "gather", "train", "wait", "compare", "analyze", "deflate", "write",
        "compact", "commit", "merge"} and v["stages"]["read"] > 0 and v["stages"]["analyze"] > 0 and
        v["stages"]["deflate"] > 0 and v["stages"]["write"] > 0 and v["stages"]["compact"] > 0 and
        sum(v["parts"].values()) <= v["index_bytes"] for v in c.values() if v["kind"] == "build")'
    equal "$(wc -l <b.csv)" 8
    equal "$(find . -name 'pressmark-bench-*')" ''
}

@test "index says its timings as a line of JSON" {
    local line
    index -q --timings t.idx "$sample" 2>err
    line=$(tail -n 1 err)
    equal "$(json 'docs[0]["threads"] > 0 and docs[0]["analyze"] > 0 and min(docs[0].values()) >= 0' <<<"$line")" True
    run -2 --separate-stderr index --timings --stats news.idx
    contains "$stderr" '--timings goes with adding and --rebuild only'
}

@test "plot draws each kind of report" {
    command -v gnuplot >/dev/null || skip 'no gnuplot'
    printf 'ms\tours\ttheirs\nword\t0.2\t1.5\nphrase\t0.9\t-\n' >peers.tsv
    bench latency -r 2 -j 0 -k top10 --plot drawn news.idx queries.tsv >/dev/null
    bench latency -r 1 -j 0 -k top10 --process 1 --json again.json news.idx queries.tsv >/dev/null
    bench build --rounds 1 --json b1.json "$sample" >/dev/null
    bench plot drawn again.json b1.json peers.tsv
    local picture
    for picture in latency-warm-top10 latency-process-top10 build peers; do
        python3 -c 'import sys, xml.dom.minidom as x
assert len(x.parse(sys.argv[1]).getElementsByTagName("path")) > 5' "drawn/$picture.svg"
    done
    contains "$(cat drawn/latency-warm-top10.svg)" '>wildcard<'
    contains "$(cat drawn/peers.svg)" '>theirs<'
}

@test "without gnuplot a picture is refused before anything is measured" {
    mkdir -p nothing
    run -2 --separate-stderr env PATH="$PWD/nothing" "$PRESSMARK_BIN/bench/pressmark-bench" latency -r 1 --plot p \
        news.idx queries.tsv
    contains "$stderr" 'install the package gnuplot-nox'
    equal "$output" ''
}

@test "what cannot be measured is named" {
    run -2 --separate-stderr bench
    contains "$stderr" latency
    run -2 --separate-stderr bench speed
    contains "$stderr" "there is no mode 'speed'"
    run -2 --separate-stderr bench latency news.idx
    contains "$stderr" 'name an index and a file of queries'
    run -2 --separate-stderr bench latency none.idx queries.tsv
    contains "$stderr" none.idx
    run -2 --separate-stderr bench latency -k top7 news.idx queries.tsv
    contains "$stderr" "-k does not know 'top7'"
    printf -- '-flood\n' >error.txt
    run -2 --separate-stderr bench latency news.idx error.txt
    contains "$stderr" 'has no query that can be run'
    run -2 --separate-stderr bench latency -r 1 -j 0 --json none/l.json news.idx queries.tsv
    contains "$stderr" "cannot write 'none/l.json'"
    run -2 --separate-stderr bench build -
    contains "$stderr" 'standard input cannot be read again'
    TMPDIR=$PWD run -2 --separate-stderr bench build none.jsonl
    contains "$stderr" none.jsonl
    equal "$(find . -name 'pressmark-bench-*')" ''
    printf '{"program": "another"}\n' >other.json
    command -v gnuplot >/dev/null || return 0
    run -2 --separate-stderr bench plot drawn other.json
    contains "$stderr" 'is no report of latency or build'
}

@test "help of every mode" {
    local mode
    bench --help >help.txt
    for mode in $(sed -nE 's/^  ([a-z]+) .*/\1/p' help.txt); do
        bench "$mode" --help >mode.txt
        contains "$(cat mode.txt)" "pressmark-bench $mode"
    done
    contains "$(bench --version)" Xapian
}
