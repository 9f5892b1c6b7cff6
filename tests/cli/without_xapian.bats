# An index without Xapian's files (--xapian none): searched as one that has them, kept so, and changed by --rebuild.

load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    index -q with.idx "$sample"
    index -q --xapian none without.idx "$sample"
    export made=$PWD
}

setup() {
    cd "$BATS_TEST_TMPDIR"
}

files_of_xapian() {
    find "$1" -name xapian | wc -l
}

# bare INDEX: there is nothing of Xapian's in it, and it is whole.
bare() {
    equal "$(files_of_xapian "$1")" 0
    equal "$(stat_of "$1" 's["xapian"]')" none
    equal "$(stat_of "$1" 's["parts"]["xapian"]')" 0
    sound "$1"
}

# What queries of many kinds give, from an index.
answers() {
    local q
    for q in 'flood dam' '"night train" -milan' '"train night"~3' 'polic* OR wind' '+court trial' 'author:whitlock' \
        'date:2022..2023-06 wind' 'title:"the night train"' '"of the"' '=trains' 'lang:de' 'die Frauen' nothingatall; do
        query --json -n 100 -i "$1" -- "$q" | sed 's/"index": "[^"]*"/"index": ""/'
        query --count -i "$1" -- "$q"
        query --json --no-snippet --sort=-date --offset 1 -i "$1" -- "$q" | sed 's/"index": "[^"]*"/"index": ""/'
        query --explain --no-snippet -n 3 -i "$1" -- "$q" | sed '$d'
    done 2>&1
}

@test "it searches, dumps and counts as one with these files does, and its other files are the same" {
    bare "$made/without.idx"
    contains "$(answers "$made/with.idx")" '"rank": 1'
    diff <(answers "$made/with.idx") <(answers "$made/without.idx")
    cmp <(index --dump "$made/with.idx") <(index --dump "$made/without.idx")
    for file in postings records; do
        cmp "$made"/{with,without}.idx/seg-000001/$file
    done
    [ "$(stat_of "$made/without.idx" 's["index_bytes"]')" -lt "$(stat_of "$made/with.idx" 's["index_bytes"]')" ]
    contains "$(index --stats "$made/without.idx")" "positions postings, xapian none"
    contains "$(index --stats "$made/with.idx")" "positions postings, xapian file"
}

@test "threads and batches change nothing about it" {
    index -q --xapian none -j 1 one.idx "$sample"
    index -q --xapian none -j 4 four.idx "$sample"
    for file in postings records; do
        cmp {one,four}.idx/seg-000001/$file
    done
}

@test "--engine xapian says what is missing and what to do, whatever is searched beside it" {
    run -2 --separate-stderr query --engine xapian "$made/without.idx" dam
    contains "$stderr" "'$made/without.idx' was made with --xapian none and has no file that Xapian could search: "
    contains "$stderr" "leave out --engine xapian, or give it these files with "
    contains "$stderr" "with 'pressmark-index --rebuild --xapian file $made/without.idx'"
    equal "$output" ""
    run -2 --separate-stderr query --engine xapian -i "$made/with.idx" -i "$made/without.idx" dam
    contains "$stderr" "'$made/without.idx' was made with --xapian none"
    printf '1\tdam\n' >topics.tsv
    run -2 --separate-stderr query --engine xapian "$made/without.idx" --batch topics.tsv -j 2
    contains "$stderr" "was made with --xapian none"
    equal "$(hits -i "$made/with.idx" -i "$made/without.idx" -n 2 id:NL-20231109)" "NL-20231109 NL-20231109"
}

@test "adding, deleting, replacing and merging keep it so" {
    { article a One herons; article b Two cranes; article c Three storks; } >a.jsonl
    index -q --xapian none x.idx a.jsonl
    article b Two egrets | index -q -f jsonl x.idx -
    article d Four herons | index -q -f jsonl --xapian none x.idx -
    bare x.idx
    index -q --delete x.idx a
    bare x.idx
    equal "$(hits x.idx 'herons OR egrets' --sort=date)" "b d"
    index -q --merge x.idx # what is deleted makes it index anew
    bare x.idx
    equal "$(stat_of x.idx 'len(s["segments"])')" 1
    equal "$(ids x.idx)" "c b d"
    for i in 1 2 3 4 5 6 7 8; do article "n$i" "Many $i" herons | index -q -f jsonl x.idx -; done
    bare x.idx
    equal "$(query --count x.idx herons)" 9
    index -q --rebuild x.idx
    bare x.idx
    equal "$(query --count x.idx herons)" 9
}

@test "--rebuild changes it, there and back; nothing else does" {
    cp -r "$made/without.idx" x.idx
    for options in "x.idx $sample" "--merge x.idx"; do
        run -2 --separate-stderr index -q --xapian file $options
        contains "$stderr" "the index was made with --xapian none, which --rebuild alone can change"
    done
    bare x.idx
    index -q --rebuild --xapian file x.idx
    equal "$(files_of_xapian x.idx)" 1
    sound x.idx
    diff <(query --engine xapian --json -n 50 x.idx 'flood dam') <(query --json -n 50 x.idx 'flood dam')
    run -2 --separate-stderr index -q --xapian none x.idx "$sample"
    contains "$stderr" "the index was made with --xapian file, which --rebuild alone can change"
    index -q --rebuild --xapian none x.idx
    bare x.idx
    diff <(answers "$made/without.idx") <(answers x.idx)
}

@test "names that do not exist, and what contradicts it: said before an index is made" {
    run -2 --separate-stderr index -q --xapian some x.idx "$sample"
    contains "$stderr" "--xapian is 'file' or 'none', not 'some'"
    run -2 --separate-stderr index -q --xapian none --positions xapian x.idx "$sample"
    contains "$stderr" "--xapian none leaves out the file that --positions xapian puts words into: use "
    contains "$stderr" "use --positions postings, or --xapian file"
    [ ! -e x.idx ]
    index -q --positions xapian x.idx "$sample"
    run -2 --separate-stderr index -q --rebuild --xapian none x.idx # positions are kept, and do not go with it
    contains "$stderr" "use --positions postings, or --xapian file"
    equal "$(files_of_xapian x.idx)" 1
    sound x.idx
    index -q --rebuild --xapian none --positions postings x.idx
    bare x.idx
    run -2 --separate-stderr index -q --rebuild --positions xapian x.idx
    contains "$stderr" "use --positions postings, or --xapian file"
    index -q --rebuild --positions xapian --xapian file x.idx
    equal "$(files_of_xapian x.idx)" 1
    sound x.idx
}

@test "--verify finds damage in what there is" {
    for file in postings records; do
        cp -r "$made/without.idx" x.idx
        flip x.idx/seg-000001/$file 100
        run -2 --separate-stderr index --verify x.idx
        contains "$stderr" "$file' is damaged"
        rm x.idx/seg-000001/$file
        run -2 --separate-stderr index --verify x.idx
        contains "$stderr" "seg-000001/$file"
        rm -r x.idx
    done
}
