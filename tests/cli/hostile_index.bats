# INDEX paths that are no index, or not whole: refused by name, and never touched.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR"
    article a One herons >a.jsonl
    article b Two cranes >b.jsonl
}

# Every way to use x.idx ends in status 2 with the message, and no file changes.
refused() {
    cp -a x.idx before.idx
    for mode in --stats --dump --verify --merge --rebuild; do
        run -2 --separate-stderr index $mode x.idx
        equal "$output" ""
        contains "$stderr" "pressmark-index: "
        contains "$stderr" "x.idx"
    done
    run -2 --separate-stderr index --delete x.idx a
    run -2 --separate-stderr query x.idx herons
    equal "$output" ""
    contains "$stderr" "x.idx"
    run -2 --separate-stderr index x.idx a.jsonl
    contains "$stderr" "$1"
    diff -r --no-dereference --exclude=lock before.idx x.idx
}

@test "a file" {
    echo "my notes" >x.idx
    refused "'x.idx' is a file, not an index"
}

@test "an archive or a page given in the place of the index" {
    run -2 --separate-stderr index a.jsonl b.jsonl
    contains "$stderr" "'a.jsonl' is a file, not an index"
    contains "$stderr" "choose another path for the index"
    equal "$(cat a.jsonl)" "$(article a One herons)"
}

@test "a directory of something else, even if some of it looks like ours" {
    mkdir x.idx
    echo "my notes" >x.idx/notes.txt
    refused "'x.idx' is a directory with something else in it, not an index"
    rm -r before.idx
    mkdir x.idx/seg-000001 x.idx/tmp-12
    echo "my words" >x.idx/tmp-12/words
    refused "'x.idx' is a directory with something else in it"
}

@test "a device, a pipe, a link to nowhere, nothing at all" {
    for path in /dev/null no.idx ''; do
        run -2 --separate-stderr index --stats "$path"
        run -2 --separate-stderr query "$path" herons
        contains "$stderr" "pressmark-query: "
    done
    run -2 --separate-stderr index /dev/null a.jsonl
    contains "$stderr" "'/dev/null' is a file, not an index"
    mkfifo pipe.idx
    run -2 --separate-stderr index pipe.idx a.jsonl
    ln -s nowhere link.idx
    run -2 --separate-stderr index link.idx a.jsonl
    [ ! -e nowhere ]
}

@test "a link to an index is the index" {
    index -q real.idx a.jsonl
    ln -s real.idx x.idx
    index -q x.idx b.jsonl
    equal "$(ids real.idx)" "a b"
    [ -L x.idx ]
}

@test "a file of somebody else in an index is never touched" {
    index -q x.idx a.jsonl
    mkdir x.idx/mine x.idx/seg-mine
    echo "my notes" |
        tee x.idx/notes.txt x.idx/mine/notes.txt x.idx/seg-mine/notes.txt x.idx/seg-000001/notes >/dev/null
    index -q x.idx b.jsonl
    index -q --delete x.idx a
    equal "$(hits x.idx cranes)" b
    for file in notes.txt mine/notes.txt seg-mine/notes.txt; do equal "$(cat x.idx/$file)" "my notes"; done
}

@test "a damaged manifest: cut, empty, of zeros, JSON of something else" {
    index -q x.idx a.jsonl
    cp x.idx/manifest whole
    for damage in 'head -c 100 whole' 'true' 'head -c 800 /dev/zero' 'echo {}' 'tail -n 1 whole' 'cat whole whole'; do
        $damage >x.idx/manifest
        refused "'x.idx/manifest': the manifest is damaged"
        contains "$stderr" "--verify INDEX"
        rm -r before.idx
    done
    cp whole x.idx/manifest
    sound x.idx
}

@test "a segment that is gone, or a file of it" {
    index -q x.idx a.jsonl
    for file in xapian postings records; do
        mv x.idx/seg-000001/$file kept
        run -2 --separate-stderr query x.idx herons
        contains "$stderr" "seg-000001"
        run -2 --separate-stderr index x.idx b.jsonl
        contains "$stderr" "seg-000001"
        mv kept x.idx/seg-000001/$file
    done
    sound x.idx
    equal "$(ids x.idx)" a
}

noise() {
    size=$(stat -c %s "$1")
    mv "$1" kept
    python3 -c 'import random, sys
random.seed(7); sys.stdout.buffer.write(random.randbytes(int(sys.argv[1])))' "$size" >"$1"
}

file_refused() {
    for command in "${@:2}"; do
        run -2 --separate-stderr $command
        contains "$stderr" "seg-000001/$1"
    done
}

searches=('query x.idx herons' 'query --show a x.idx' 'index --verify x.idx' 'index --stats x.idx'
    'index x.idx b.jsonl')

@test "records that are noise of the right size" {
    index -q x.idx a.jsonl
    noise x.idx/seg-000001/records
    file_refused records "${searches[@]}" 'index --dump x.idx' 'index --rebuild x.idx'
    mv kept x.idx/seg-000001/records
    sound x.idx
}

@test "postings that are noise, or of another version, are refused, and --rebuild makes them anew from the records" {
    index -q x.idx a.jsonl
    index --dump x.idx >before
    noise x.idx/seg-000001/postings
    file_refused postings "${searches[@]}"
    index --dump x.idx | cmp - before
    mv kept x.idx/seg-000001/postings
    printf '\377' | dd of=x.idx/seg-000001/postings bs=1 seek=8 conv=notrunc status=none
    file_refused postings "${searches[@]}"
    contains "$stderr" "has version 255 of postings files"
    contains "$stderr" "bring it up to date with 'pressmark-index --rebuild INDEX'"
    index --dump x.idx | cmp - before
    index -q --rebuild x.idx
    sound x.idx
    index --dump x.idx | cmp - before
}

@test "a database that is noise of the right size: what does not need it works, and --rebuild makes it anew" {
    index -q x.idx a.jsonl
    index --dump x.idx >before
    noise x.idx/seg-000001/xapian
    run -2 --separate-stderr index --verify x.idx
    contains "$stderr" "seg-000001/xapian"
    index --dump x.idx | cmp - before
    index -q --rebuild x.idx
    sound x.idx
    index --dump x.idx | cmp - before
}

@test "single bits flipped all over a database end in an answer or a named error, never in a crash" {
    index -q x.idx "$sample"
    for file in xapian postings records; do
        size=$(stat -c %s x.idx/seg-000001/$file)
        for offset in $(seq 100 13001 "$size"); do
            flip x.idx/seg-000001/$file "$offset"
            run --separate-stderr query x.idx --json -n 100 night OR train OR the
            [ "$status" -le 2 ]
            [ "$status" != 2 ] || contains "$stderr" "pressmark-query: "
            run --separate-stderr index --dump x.idx
            [ "$status" = 0 ] || [ "$status" = 2 ]
            flip x.idx/seg-000001/$file "$offset"
        done
    done
    sound x.idx
}
