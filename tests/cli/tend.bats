# Tending an index: --delete, --merge, --rebuild, --dump, --stats.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# n articles a-1 .. a-n in x.idx, one run each; each has herons, its number and a date of its own.
several_runs() {
    for i in $(seq "$1"); do
        echo "{\"id\": \"a-$i\", \"title\": \"Title $i\", \"date\": \"2023-01-0$i\"," \
            "\"source\": \"Paper $((i % 2))\"," \
             "\"text\": \"herons number$i\"}" | index -q --format jsonl x.idx -
    done
}

# ---- delete ----

@test "delete: the articles are found no more, the others are, and the summary counts" {
    several_runs 4
    run -0 --separate-stderr index --delete x.idx a-2 a-4
    equal "$output" ""
    contains "$stderr" "deleted 2, not there 0; 2 articles in the index"
    equal "$(hits x.idx herons)" "a-1 a-3"
    equal "$(hits x.idx number2)" ""
    equal "$(ids x.idx)" "a-1 a-3"
    run -1 query x.idx --show a-2
    run -1 query x.idx id:a-2
    sound x.idx
}

@test "delete: ids that are not there, or no more, are named; status 1; the rest is done" {
    several_runs 3
    run -1 --separate-stderr index x.idx --delete a-1 nobody a-1
    contains "$stderr" "no article has the id 'nobody'"
    lacks "$stderr" "no article has the id 'a-1'"
    contains "$stderr" "deleted 1, not there 1; 2 articles in the index"
    run -1 --separate-stderr index -q --delete x.idx a-1
    contains "$stderr" "no article has the id 'a-1'"
    equal "$(ids x.idx)" "a-2 a-3"
}

@test "delete: ids from standard input, one a line; blank lines and a missing last newline do not matter" {
    several_runs 4
    printf 'a-1\n\n  a-3  \na-4' | index -q --delete x.idx -
    equal "$(ids x.idx)" a-2
    run -2 --separate-stderr index --delete x.idx
    contains "$stderr" "no id"
}

@test "delete: everything, and then the index is empty and can be filled again" {
    several_runs 3
    index -q --delete x.idx a-1 a-2 a-3
    sound x.idx
    equal "$(ids x.idx)" ""
    run -1 query x.idx herons
    index -q --merge x.idx
    sound x.idx
    equal "$(find x.idx -name xapian | wc -l)" 0
    several_runs 2
    equal "$(hits x.idx herons)" "a-1 a-2"
}

@test "delete: an id of 5,000 bytes and its near twin" {
    python3 -c 'import json
for end in "ab": print(json.dumps({"id": "x" * 4999 + end, "title": "t", "text": "herons " + end}))' >long.jsonl
    index -q x.idx long.jsonl
    python3 -c 'print("x" * 4999 + "a")' | index -q --delete x.idx -
    equal "$(index --dump x.idx | json 'docs[0]["id"][4998:]')" xb
    equal "$(index --dump x.idx | wc -l)" 1
}

# ---- merge ----

@test "merge: one segment, deleted articles gone for good, answers as before" {
    several_runs 5
    index -q --delete x.idx a-2
    before=$(query --json x.idx herons Title)
    run -0 --separate-stderr index --merge x.idx
    contains "$stderr" "4 articles in the index"
    equal "$(stat_of x.idx '(len(s["segments"]), s["articles"], s["deleted"])')" "(1, 4, 0)"
    equal "$(find x.idx -name 'deleted-*')" ""
    equal "$(find x.idx -name 'seg-*' | wc -l)" 1
    equal "$(ids x.idx)" "a-1 a-3 a-4 a-5"
    run ! grep -rqa number2 x.idx
    sound x.idx
    after=$(query --json x.idx herons Title)
    equal "$(json '[d["id"] for d in docs]' <<<"$after")" "$(json '[d["id"] for d in docs]' <<<"$before")"
}

@test "merge: what is left is an index that never had the deleted articles" {
    index -q all.idx "$sample"
    index --dump all.idx >all.jsonl
    sed -n '1~2p' all.jsonl | index -q -f jsonl never.idx -
    head -n 30 all.jsonl | index -q -f jsonl x.idx -
    tail -n +31 all.jsonl | index -q -f jsonl x.idx -
    sed -n '2~2p' all.jsonl | sed 's/^{"id": "\([^"]*\)".*/\1/' | index -q --delete x.idx -
    index -q --merge x.idx
    sound x.idx
    cmp never.idx/seg-*/postings x.idx/seg-*/postings
    diff <(index --dump never.idx) <(index --dump x.idx)
    for fact in words text_bytes articles dates sources languages; do
        equal "$(stat_of x.idx "s['$fact']")" "$(stat_of never.idx "s['$fact']")"
    done
}

@test "merge: an index of one whole segment is left as it is" {
    index -q x.idx "$sample"
    cp -r x.idx before.idx
    index -q --merge x.idx
    diff -r --exclude=lock before.idx x.idx
}

@test "many runs do not mean many segments" {
    several_runs 9
    [ "$(stat_of x.idx 'len(s["segments"])')" -le 5 ]
    equal "$(ids x.idx)" "a-1 a-2 a-3 a-4 a-5 a-6 a-7 a-8 a-9"
    sound x.idx
}

# ---- dump ----

@test "dump, indexed, dumps the same, finds the same in the same order with the same weights" {
    index -q a.idx "$sample"
    index --dump a.idx >a.jsonl
    run -0 --separate-stderr index b.idx a.jsonl
    counts $sample_articles 0 0 0
    index --dump b.idx >b.jsonl
    cmp a.jsonl b.jsonl
    mkdir a b
    mv a.idx a/x.idx
    mv b.idx b/x.idx
    for q in 'night train' '"wind farm"' 'nuit OR nacht' 'title:the' 'source:reuters' 'date:2023'; do
        equal "$(cd b && query --json -n 99 x.idx "$q" 2>&1)" "$(cd a && query --json -n 99 x.idx "$q" 2>&1)"
    done
}

@test "dump: a line an article, standard output alone, and indexing it on top changes nothing" {
    several_runs 3
    run -0 --separate-stderr index --dump x.idx
    equal "$stderr" ""
    equal "${#lines[@]}" 3
    index --dump x.idx | index --format jsonl x.idx - 2>err
    stderr=$(cat err)
    counts 0 0 3 0
}

@test "dump: every field and odd text comes back as it was" {
    python3 -c 'import json
print(json.dumps({"id": "a/b c\u00e9", "title": "\"quoted\" \\ back \U0001F600", "date": "2023-07-27T12:30:00Z",
                  "author": ["Ann", "Bob"], "source": "S", "section": "Sec", "url": "https://x.example/?a=1&b=2",
                  "lang": "fr", "topic": ["one", "two"], "text": "line one\n\nline two\ttab \u4e2d\u6587"}))' >odd.jsonl
    index -q x.idx odd.jsonl
    index --dump x.idx >dump.jsonl
    equal "$(json 'docs[0]' <dump.jsonl)" "$(json 'docs[0]' <odd.jsonl)"
}

@test "dump: into a full disk it is an error, into a closed pipe it ends without a word" {
    index -q x.idx "$sample"
    run -2 --separate-stderr into /dev/full index --dump x.idx
    contains "$stderr" "cannot write to standard output: No space left on device"
    run --separate-stderr into_closed_pipe "$PRESSMARK_BIN/pressmark-index" --dump x.idx
    [ "$status" != 0 ]
    equal "$stderr" ""
}

# ---- rebuild ----

@test "rebuild: with another language articles that name none are analyzed anew, the others as before" {
    article plain One "talking walkers" >x.jsonl
    echo '{"id": "fr", "lang": "fr", "title": "t", "text": "chevaux parlent"}' >>x.jsonl
    index -q x.idx x.jsonl
    equal "$(hits --lang en x.idx walker)" plain
    uuid=$(stat_of x.idx 's["uuid"]')
    run -0 --separate-stderr index --rebuild --lang de x.idx
    equal "$output" ""
    equal "$(stat_of x.idx 's["default_language"]')" de
    equal "$(stat_of x.idx 'sorted((l["code"], l["articles"]) for l in s["languages"])')" "[('de', 1), ('fr', 1)]"
    equal "$(hits --lang en x.idx talk)" ""
    equal "$(hits x.idx cheval)" fr
    equal "$(stat_of x.idx 's["uuid"]')" "$uuid"
    index -q --rebuild --lang english x.idx
    equal "$(hits x.idx talk)" plain
    sound x.idx
}

@test "rebuild: the sources are not needed, order and articles stay, deleted ones go" {
    several_runs 5
    index -q --delete x.idx a-3
    index --dump x.idx >before.jsonl
    query --json x.idx herons >hits.before
    run -0 --separate-stderr index --rebuild x.idx
    index --dump x.idx | cmp before.jsonl
    equal "$(stat_of x.idx 's["deleted"]')" 0
    equal "$(query --json x.idx herons | json '[d["id"] for d in docs]')" \
        "$(json '[d["id"] for d in docs]' <hits.before)"
    sound x.idx
}

@test "rebuild: an unknown language, or no index: an error, and the index stays" {
    several_runs 1
    cp -r x.idx before.idx
    run -2 --separate-stderr index --rebuild --lang tlh x.idx
    diff -r --exclude=lock before.idx x.idx
    run -2 --separate-stderr index --rebuild none.idx
    contains "$stderr" "there is no index at 'none.idx'"
    [ ! -e none.idx ]
}

# ---- stats ----

@test "stats: the numbers are those of the articles and the files" {
    several_runs 4
    echo '{"id": "de", "lang": "de", "title": "Reiher am Fluss", "text": "Der Reiher steht."}' |
        index -q -f jsonl x.idx -
    index -q --merge x.idx
    index -q --delete x.idx a-1
    index --stats --json x.idx >stats.json
    expect() { equal "$(json "[$1 for s in docs][0]" <stats.json)" "$2"; }
    expect 's["articles"]' 4
    expect 's["deleted"]' 1
    expect 's["dates"]' "['2023-01-01', '2023-01-04']"
    expect 'sorted((x["name"], x["articles"]) for x in s["sources"])' "[('paper 0', 2), ('paper 1', 2)]"
    expect '[(x["code"], x["articles"]) for x in s["languages"]]' "[('en', 4), ('de', 1)]"
    expect 's["text_bytes"]' $((4 * (7 + 14) + 15 + 17))
    expect 's["words"]' $((4 * 4 + 6))
    expect 's["default_language"]' en
    expect 's["index_bytes"]' $(cat x.idx/seg-*/* | wc -c)
    expect '[(x["articles"], x["deleted"]) for x in s["segments"]]' "[(5, 1)]"
    expect 'abs(s["ratio"] - s["index_bytes"] / s["text_bytes"]) < 0.001' True
    expect 's["parts"]["tombstones"]' 1
    expect 'sum(s["parts"].values()) == s["index_bytes"]' True
}

@test "stats: languages and sources, which count deleted articles too, say so where it matters" {
    { article a One herons; article b Two cranes; } | index -q --lang en x.idx -
    lacks "$(index --stats x.idx)" "count deleted articles too"
    index -q --delete x.idx b
    contains "$(index --stats x.idx)" "languages and sources count deleted articles too"
    index -q --merge x.idx
    contains "$(index --stats x.idx)" "articles      1"
    contains "$(index --stats x.idx)" "1 article, 0 deleted"
}

@test "stats: the text says what the JSON says, on standard output alone" {
    index -q x.idx "$sample"
    run -0 --separate-stderr index x.idx --stats
    equal "$stderr" ""
    text=$output
    run -0 --separate-stderr index --json x.idx --stats
    equal "$stderr" ""
    equal "${#lines[@]}" 1
    contains "$text" "$(json '"articles      %d" % docs[0]["articles"]' <<<"$output")"
    contains "$text" "$(json '"words         %d" % docs[0]["words"]' <<<"$output")"
    contains "$text" "$(json '"dates         %s to %s" % tuple(docs[0]["dates"])' <<<"$output")"
    contains "$text" "$(json 'docs[0]["uuid"]' <<<"$output")"
    contains "$text" \
        "$(json '", ".join("%s %d" % (l["code"], l["articles"]) for l in docs[0]["languages"])' <<<"$output")"
    equal "$(json 'docs[0]["articles"]' <<<"$output")" $sample_articles
    run -2 --separate-stderr into /dev/full index --stats x.idx
    contains "$stderr" "No space left on device"
}
