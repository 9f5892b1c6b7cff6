# pressmark-query --batch: many queries in one run, their answers in order, whatever the file holds.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR
    index -q "$made/x.idx" "$sample"
    { article "a b" One "penguins waddle"; article 100% Two "penguins swim and swim"; } |
        index -q -f jsonl "$made/y.idx" -
    python3 -c 'words = "night train court trial flood dam wind coal milan herringbone film cable".split()
for i in range(300):
    print("q%d\t%s %s" % (i, words[i % 12], words[i // 12 % 12]))' >"$made/many.tsv"
    printf '1\tflood dam\n2\tdate:2023-13\nbad line\n\n4\therringbone\n5\t"night train"\n' >"$made/mixed.tsv"
}

setup() {
    cd "$made"
}

# The last line on stderr, but for the time.
summary() {
    sed -E 's/, [0-9.]+ s$//' <<<"${stderr##*$'\n'}"
}

@test "each query of a batch is answered as if it were asked alone, in order" {
    printf '%s\t%s\n' a 'flood dam' b '"night train" -milan' c 'source:reuters' d 'title:wind*' >q.tsv
    run -0 --separate-stderr query x.idx --batch q.tsv --json --no-snippet
    while IFS=$'\t' read -r qid text; do
        query x.idx --json --no-snippet -- "$text" | sed "s/^{/{\"qid\": \"$qid\", /"
    done <q.tsv >alone.json
    equal "$output" "$(cat alone.json)"
    contains "$(summary)" "queries 4, found something 4, nothing 0, failed 0; "
}

@test "the same output whatever the number of threads, strictly in order" {
    query x.idx --batch many.tsv --trec -n 20 --jobs 1 >one.run 2>one.err
    [ "$(wc -l <one.run)" -gt 1000 ]
    for jobs in 2 3 8 64 1000; do
        query x.idx --batch many.tsv --trec -n 20 -j $jobs >run 2>err
        cmp one.run run
        cmp <(sed '$d' one.err) <(sed '$d' err)
    done
    cut -d' ' -f1 one.run | uniq >order
    equal "$(sort -u order | wc -l)" "$(wc -l <order)"
    equal "$(sed 's/q//' order)" "$(sed 's/q//' order | sort -n)"
}

@test "a query that cannot be run is named with its line and counted, and costs its neighbours nothing" {
    run -2 --separate-stderr query x.idx --batch mixed.tsv --trec
    contains "$stderr" "pressmark-query: mixed.tsv:2: no calendar has the date '2023-13'"$'\n'"  date:2023-13"
    contains "$stderr" "pressmark-query: mixed.tsv:3: no tab between the id and the query"
    contains "$stderr" "pressmark-query: mixed.tsv:5: note: no article has 'herringbone'"
    equal "$(cut -d' ' -f1 <<<"$output" | uniq | xargs)" "1 5"
    contains "$(summary)" "queries 5, found something 2, nothing 1, failed 2; "
}

@test "notes are printed for ten queries, then only counted, whatever the number of threads" {
    for i in $(seq 12); do printf '%s\tflood zyx%s\n%s\tflood\n' a$i $i b$i; done >noted.tsv
    for jobs in 1 3; do
        run -0 --separate-stderr query x.idx --batch noted.tsv --trec -n 1 -j $jobs
        equal "$(grep -c "note: no article has 'zyx" <<<"$stderr")" 10
        contains "$stderr" "pressmark-query: noted.tsv:19: note: no article has 'zyx10'"
        contains "$stderr" "pressmark-query: note: notes on 2 more queries are left out"
        equal "${#stderr_lines[@]}" 12
    done
    sed -n 1,20p noted.tsv >ten.tsv
    run -0 --separate-stderr query x.idx --batch ten.tsv --trec -n 1
    lacks "$stderr" 'left out'
    printf '1\tflood\nx\n' >>ten.tsv # errors are always told
    cat ten.tsv ten.tsv >twenty.tsv
    run -2 --separate-stderr query x.idx --batch twenty.tsv --trec -n 1
    equal "$(grep -c 'no tab' <<<"$stderr")" 2
    contains "$stderr" 'notes on 10 more queries are left out'
}

@test "either engine answers a batch, and alike" {
    query x.idx --batch many.tsv --trec -n 20 -j 3 --engine lookup >lookup.run 2>/dev/null
    query x.idx --batch many.tsv --trec -n 20 -j 3 --engine xapian >xapian.run 2>/dev/null
    [ -s lookup.run ]
    cmp lookup.run xapian.run
}

@test "exit status: 0 something found, 1 nothing at all, 2 a query that could not be run" {
    printf '1\tflood\n2\therringbone\n' | run -0 query x.idx --batch - --trec
    printf '1\therringbone\n' >none.tsv
    run -1 --separate-stderr query x.idx --batch none.tsv --trec
    equal "$output" ""
    contains "$(summary)" "queries 1, found something 0, nothing 1, failed 0; 0 matches"
    run -1 --separate-stderr query x.idx --batch /dev/null
    contains "$(summary)" "queries 0, found something 0, nothing 0, failed 0; 0 matches"
    run -2 --separate-stderr query x.idx --batch missing.tsv
    contains "$stderr" "cannot read queries from 'missing.tsv': No such file"
    run -2 --separate-stderr query x.idx --batch .
    contains "$stderr" "cannot read queries from '.': Is a directory"
    run -2 --separate-stderr query none.idx --batch many.tsv
    contains "$stderr" "'none.idx'"
}

@test "wrong dates of the command line are said once, not for each query" {
    run -2 --separate-stderr query x.idx --batch many.tsv --since 2023-13
    equal "$output" ""
    equal "${#stderr_lines[@]}" 1
}

@test "TSV, CSV, TREC topics and lines mean the same; a format can be forced" {
    printf '301\tflood dam\n302\tnight train\n' >t.tsv
    printf 'title,topic\r\nflood dam,301\r\n"night train",302\r\n' >t.csv
    printf '<top>\n<num> Number: %s\n<title>%s\n\n<desc> Description:\nwords\n</top>\n' \
        301 ' flood dam' 302 $'\nnight train' >t.trec
    query x.idx --batch t.tsv --trec >expected
    [ -s expected ]
    for file in t.csv t.trec; do
        query x.idx --trec --batch $file 2>/dev/null | cmp expected -
        query x.idx --trec --batch - 2>/dev/null <$file | cmp expected -
    done
    cut -f2 t.tsv >t.txt
    query x.idx --trec --batch t.txt 2>/dev/null | cmp <(sed 's/^30//' expected) -
    query x.idx --trec --batch t.tsv --batch-format lines 2>/dev/null >got
    equal "$(cut -d' ' -f1 got | uniq | xargs)" "1 2"
    run -2 --separate-stderr query x.idx --batch t.txt --batch-format csv
    contains "$stderr" "no column of the header line of 't.txt' is named query, title or text"
}

@test "BOM, CRLF, NULs, bytes that are no UTF-8, a line of a megabyte, no newline at the end" {
    printf '\xEF\xBB\xBF1\tflood\r\n2\tfl\0ood \xFF dam\r\n' >odd.tsv
    { printf '3\t'; head -c 1000000 /dev/zero | tr '\0' x; printf '\n4\t'; head -c 3000000 /dev/zero | tr '\0' y
      printf '\n5\tdam'; } >>odd.tsv
    run -2 --separate-stderr query x.idx --batch odd.tsv --trec -n 1
    equal "$(cut -d' ' -f1 <<<"$output" | xargs)" "1 2 5"
    contains "$stderr" "odd.tsv:3: the query is longer than 65536 bytes"
    contains "$stderr" "odd.tsv:4: longer than 1048576 bytes"
    run -2 --separate-stderr query x.idx --batch odd.tsv --trec -n 1 --any
    contains "$stderr" "odd.tsv:3: note: the query is longer than 65536 bytes: the rest is left out"
    printf '\xFF\xFE1\0\t\0' | run -2 --separate-stderr query x.idx --batch -
}

@test "memory does not grow with the batch" {
    sanitized && skip 'a sanitizer needs memory of its own'
    for i in $(seq 40); do cat many.tsv; done >large.tsv
    peak_memory small.kb "$PRESSMARK_BIN/pressmark-query" x.idx --batch many.tsv --trec -n 5 -j 2 >/dev/null 2>&1
    peak_memory large.kb "$PRESSMARK_BIN/pressmark-query" x.idx --batch large.tsv --trec -n 5 -j 2 >/dev/null 2>&1
    [ "$(cat large.kb)" -lt "$(($(cat small.kb) + 8192))" ]
}

@test "answers come as queries do: a pipe that stays open is answered line by line" {
    mkfifo in out
    exec 5<>in 6<>out # opened both ways: neither waits for the other
    query x.idx --batch in --trec -n 1 -j 2 >out 2>/dev/null 5>&- 6<&- 3>&- &
    for word in flood night; do
        echo $word >&5
        read -r -t 60 answer <&6
        contains "$answer" " Q0 "
    done
    exec 5>&- 6<&-
    wait
}

@test "a full disk is an error, a closed pipe ends it without a word" {
    for jobs in 1 3; do
        run -2 --separate-stderr into /dev/full query x.idx --batch many.tsv --trec -j $jobs
        contains "$stderr" "cannot write results: No space left on device"
        run --separate-stderr into_closed_pipe "$PRESSMARK_BIN/pressmark-query" x.idx --batch many.tsv --trec -j $jobs
        equal "$status" 141
        lacks "$stderr" "cannot"
        run --separate-stderr into_closed_pipe env --ignore-signal=PIPE "$PRESSMARK_BIN/pressmark-query" x.idx \
            --batch many.tsv --trec -j $jobs
        equal "$status" 2
        lacks "$stderr" "cannot"
    done
}

@test "--trec: six columns, scores that never rise, ids in one word, the tag" {
    query x.idx --batch many.tsv --trec -n 1000 --tag mine >run 2>/dev/null
    python3 -c 'import sys
last = {}
for line in open("run"):
    qid, q0, id, rank, score, tag = line.rstrip("\n").split(" ")
    before = last.get(qid, (0, float("inf")))
    assert q0 == "Q0" and tag == "mine" and int(rank) == before[0] + 1 and float(score) <= before[1], line
    last[qid] = (int(rank), float(score))
assert len(last) > 200'
    equal "$(query y.idx --trec penguins | cut -d' ' -f1-4 | sort)" "$(printf '%s\n' '1 Q0 100% 2' '1 Q0 a%20b 1')"
    printf 'my topic\tswim\n' >topic.tsv
    equal "$(query y.idx --trec --batch topic.tsv 2>/dev/null | cut -d' ' -f1-4)" "my%20topic Q0 100% 1"
    equal "$(query y.idx --trec --sort -date penguins | cut -d' ' -f4,5 | xargs)" "1 1 2 0.5"
    equal "$(query x.idx --trec --offset 2 -n 2 source:reuters | cut -d' ' -f4,5 | xargs)" "3 0.3333333333 4 0.25"
}

@test "--csv and --tsv: a header, as many cells in each row, the same values as --json" {
    query x.idx --json -n 20 night >hits.json
    query x.idx --csv -n 20 night >hits.csv
    query x.idx --tsv -n 20 night >hits.tsv
    python3 -c 'import csv, json
def text(v): return "\n".join(v) if isinstance(v, list) else "" if v is None else str(v)
hits = [json.loads(line) for line in open("hits.json", newline="\n")]
rows = list(csv.DictReader(open("hits.csv", newline="")))
lines = open("hits.tsv", newline="\n").read().split("\n")
names = lines[0].split("\t")
assert len(rows) == len(hits) == len(lines) - 2 > 10
for hit, row, line in zip(hits, rows, lines[1:]):
    cells = dict(zip(names, line.split("\t"), strict=True))
    for name in names:
        want = "%.4f" % hit[name] if name == "weight" else text(hit.get(name))
        assert row[name] == want, (name, row[name], want)
        assert cells[name].replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\") == want, name'
    equal "$(query x.idx --csv --no-snippet herringbone 2>/dev/null)" \
        rank,weight,id,title,date,author,source,section,url,lang,topic,index
    equal "$(query x.idx --batch mixed.tsv --csv --count 2>/dev/null | xargs)" "qid,count 1,4 4,0 5,7"
}

@test "--any: no operator, no punctuation, never an error" {
    for q in 'What The F***' '-night' 'NOT train' 'night AND' '((' 'a*' 'date:2023-13' 'title:' '"open' '+' 'x OR -y' \
        OR $'\xFF\x01'; do
        run --separate-stderr query x.idx --any --count -- "$q"
        [ "$status" -le 1 ]
        run -2 query x.idx --any --since never -- "$q"
    done
    equal "$(hits x.idx --any 'flood -dam')" "$(hits x.idx flood dam)"
    equal "$(hits x.idx --any '"train" (night)')" "$(hits x.idx train night)"
    printf '1\tnight AND (\n2\tdate:2023-13\n' | run -0 --separate-stderr query x.idx --any --batch - --trec
}

@test "--explain: the tree, the terms, the plan; what the terms weigh adds up" {
    for q in 'flood dam' '"night train" -milan' '+wind title:skarholm* source:ledger' 'e-mail court' \
        'train* AND (night OR milan)' '=trains date:2022..2023'; do
        for engine in lookup xapian; do
            query x.idx --engine $engine --explain --json --no-snippet -n 100 -- "$q" >$engine.json
            equal "$(json 'docs[0]["query"]' <$engine.json)" "$q"
            equal "$(json 'docs[0]["engine"]' <$engine.json)" $engine
            equal "$(json 'len(docs) > 1 and all(t["df"] >= 0 for t in docs[0]["terms"])' <$engine.json)" True
            equal "$(json 'all(abs(sum(t["weight"] for t in d["terms"]) - d["weight"]) < 1e-5 * (1 + len(d["terms"]))
                for d in docs[1:])' <$engine.json)" True
            equal "$(json '" ".join(d["id"] for d in docs[1:])' <$engine.json)" "$(hits x.idx -n 100 -- "$q")"
        done
        cmp <(sed 1s/lookup/xapian/ lookup.json) xapian.json
    done
    equal "$(query x.idx --explain --json flood | json '[t["df"] for t in docs[0]["terms"]]')" \
        "[$(query -c x.idx flood)]"
    run -0 --separate-stderr query x.idx --explain --no-snippet -n 1 --since 2023 'flood -bridge source:ledger'
    equal "${lines[0]}" "understood: (<flood> -<bridge> source:<ledger>)"
    equal "${lines[1]}" "engine:     lookup"
    equal "${lines[2]}" "plan:       (((flood~ FILTER source:ledger) AND NOT bridg~) FILTER date:2023-01-01..)"
    contains "$output" "in all"
    run -1 --separate-stderr query x.idx --explain ''
    contains "$output" "plan:       NOTHING"
}

@test "over real collections, a run is as good as its yardstick" {
    [ -n "${PRESSMARK_CORPORA:-}" ] && [ -d "$PRESSMARK_CORPORA/cranfield" ] || skip 'no cranfield collection'
    index -q -l en cran.idx "$PRESSMARK_CORPORA/cranfield/docs.jsonl.gz"
    query cran.idx --any --trec -n 1000 --batch "$PRESSMARK_CORPORA/cranfield/queries.tsv" >cran.run 2>/dev/null
    python3 -c 'import collections, sys
rel = collections.defaultdict(set)
for line in open(sys.argv[1]):
    q, _, d, grade = line.split()
    if int(grade) > 0: rel[q].add(d)
run = collections.defaultdict(list)
for line in open("cran.run"):
    q, _, d, rank, score, tag = line.split()
    run[q].append(d)
def ap(q):
    found = total = 0
    for i, d in enumerate(run[q], 1):
        if d in rel[q]: found += 1; total += found / i
    return total / len(rel[q])
mean = sum(map(ap, rel)) / len(rel)
print("mean average precision", mean)
assert mean > 0.29' "$PRESSMARK_CORPORA/cranfield/qrels.txt"
}

@test "standard input that is closed is an error, and no file of the index in its place" {
    run -2 --separate-stderr bash -c '"$PRESSMARK_BIN/pressmark-query" x.idx --batch - --trec <&-'
    contains "$stderr" "cannot read"
    equal "$output" ""
}
