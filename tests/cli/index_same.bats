# What must not matter to what is found: threads, segments, batches, the way articles came in.

load helpers

# The corpus: two thousand articles of a few hundred words, from a fixed sequence.
setup_file() {
    cd "$BATS_FILE_TMPDIR"
    python3 - >corpus.jsonl <<'PYTHON'
import json, random
random.seed(42)
words = ['w%d' % (i * i % 911) for i in range(2000)] + 'night train wind farm flood court vote'.split() * 20
for i in range(2000):
    text = ' '.join(random.choices(words, k=random.randint(50, 300)))
    print(json.dumps({'id': 'n%04d' % i, 'title': ' '.join(random.choices(words, k=5)), 'text': text,
                      'date': '20%02d-%02d-%02d' % (i % 20, i % 12 + 1, i % 28 + 1), 'source': 'Paper %d' % (i % 7)}))
PYTHON
    for name in one four small runs; do mkdir $name; done
    index -q -j 1 one/x.idx corpus.jsonl
    index -q -j 4 four/x.idx corpus.jsonl
    index -q -j 2 --memory 1M small/x.idx corpus.jsonl
    split -l 700 corpus.jsonl part-
    for part in part-aa part-ab part-ac; do index -q -f jsonl runs/x.idx $part; done
    export made=$PWD
}

# Everything that searches print, except for times, from the index in folder $1.
answers() {
    cd "$made/$1"
    for q in 'night train' '+night train -court' '"wind farm"' 'title:flood' 'w1* vote' 'source:"Paper 3" night' \
        'date:2005 w9' 'flood AND (court OR vote)' 'w4 OR w16' 'date:2003-01..2004'; do
        query --json -n 300 x.idx -- "$q"
        query --json -n 20 --offset 30 x.idx -- "$q"
        query --count x.idx -- "$q"
        query --json -n 50 --sort date x.idx -- "$q"
        query --json -n 50 --sort -date x.idx -- "$q"
        query -n 5 x.idx -- "$q" | sed '$d'
    done 2>&1
    cd "$OLDPWD"
}

@test "one thread or four: the same segment but for its random name, the same answers" {
    equal "$(cmp -l "$made"/{one,four}/x.idx/seg-000001/xapian | awk '$1 < 17 || $1 > 32' | wc -l)" 0
    cmp <(index --dump "$made/one/x.idx") <(index --dump "$made/four/x.idx")
    diff <(answers one) <(answers four)
}

@test "one segment or several, of small batches: the same ids, order and weights" {
    [ "$(stat_of "$made/small/x.idx" 'len(s["segments"])')" -ge 2 ] || index --stats "$made/small/x.idx"
    [ "$(stat_of "$made/small/x.idx" 's["generation"]')" -ge 2 ]
    cmp <(index --dump "$made/one/x.idx") <(index --dump "$made/small/x.idx")
    diff <(answers one) <(answers small)
}

@test "one run or several: the same ids, order and weights" {
    [ "$(stat_of "$made/runs/x.idx" 'len(s["segments"])')" -ge 2 ]
    cmp <(index --dump "$made/one/x.idx") <(index --dump "$made/runs/x.idx")
    diff <(answers one) <(answers runs)
}

@test "merged or rebuilt: the same again" {
    cp -r "$made/runs" "$made/merged"
    index -q --merge "$made/merged/x.idx"
    diff <(answers one) <(answers merged)
    index -q --rebuild "$made/merged/x.idx"
    diff <(answers one) <(answers merged)
    rm -r "$made/merged"
}

@test "two indexes searched together are as one" {
    mkdir "$made/two"
    head -n 1000 "$made/corpus.jsonl" | index -q -f jsonl "$made/two/a.idx" -
    tail -n 1000 "$made/corpus.jsonl" | index -q -f jsonl "$made/two/b.idx" -
    cd "$made/two"
    for q in 'night train' '"wind farm"' 'source:"Paper 3" flood' 'w1* vote'; do
        query --json -n 300 -i a.idx -i b.idx "$q" | sed -E 's/"index": "[^"]*"//' >both
        (cd ../one && query --json -n 300 x.idx "$q") | sed -E 's/"index": "[^"]*"//' | diff - both
    done
    equal "$(query -c -i a.idx -i b.idx night)" "$(query -c ../one/x.idx night)"
}

@test "articles of equal weight and date stand in the order in which they came, over segments" {
    cd "$BATS_TEST_TMPDIR"
    same() {
        for i in $(seq "$1" "$2"); do
            echo "{\"id\": \"n$i\", \"title\": \"same\", \"date\": \"2023-01-01\", \"text\": \"herons all alike\"}"
        done
    }
    cp -r "$made/one/x.idx" x.idx
    same 1 40 | index -q -f jsonl x.idx -
    same 41 45 | index -q -f jsonl x.idx -
    [ "$(stat_of x.idx 'len(s["segments"])')" -ge 2 ]
    expected=$(seq -f 'n%g' -s ' ' 1 45)
    equal "$(hits x.idx herons)" "$expected"
    equal "$(hits x.idx --sort date herons)" "$expected"
    equal "$(hits x.idx --sort -date herons)" "$expected"
    equal "$(hits x.idx date:2023-01-01)" "$expected"
    equal "$(query --json -n 7 --offset 20 x.idx herons | json '" ".join(d["id"] for d in docs)')" \
        "$(seq -f 'n%g' -s ' ' 21 27)"
}

@test "deleted articles leave order alone, and after a merge the weights are those of an index that never had them" {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$made/one/x.idx" x.idx
    head -n 200 "$made/corpus.jsonl" | json '"\n".join(d["id"] for d in docs)' | index -q --delete x.idx -
    tail -n 1800 "$made/corpus.jsonl" | index -q -f jsonl never.idx -
    equal "$(query -c x.idx night)" "$(query -c never.idx night)"
    index -q --merge x.idx
    mv never.idx other && mkdir never && mv other never/x.idx
    diff <(query --json -n 400 x.idx night train) <(cd never && query --json -n 400 x.idx night train)
}
