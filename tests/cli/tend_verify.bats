# pressmark-index --verify: it finds every kind of damage, and takes a whole index for whole.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR/made.idx
    { article a One herons; article b Two cranes; article c Three storks; } >"$BATS_FILE_TMPDIR/x.jsonl"
    index -q "$made" "$BATS_FILE_TMPDIR/x.jsonl"
    index -q --delete "$made" b
}

setup() {
    cd "$BATS_TEST_TMPDIR"
    cp -r "$made" x.idx
}

# The index is refused or found damaged: status 2, the word, and what to do.
damaged() {
    run -2 --separate-stderr index --verify x.idx
    contains "$stderr" "$1"
    lacks "$output" "all sound"
}

@test "a whole index is sound, whatever was done to it" {
    run -0 --separate-stderr index --verify x.idx
    equal "$stderr" ""
    contains "$output" "seg-000001: sound"
    contains "$output" "2 articles in 1 segment: all sound"
    index -q x.idx "$sample"
    sound x.idx
    index -q --merge x.idx
    sound x.idx
    run -2 --separate-stderr into /dev/full index --verify x.idx
    contains "$stderr" "No space left on device"
}

@test "a flipped bit anywhere in a sealed file" {
    for file in xapian postings records; do
        size=$(stat -c %s x.idx/seg-000001/$file)
        for offset in 0 1 17 40 100 $(seq 2047 4096 "$size") $((size - 1)); do
            flip x.idx/seg-000001/$file "$offset"
            damaged "$file'"
            contains "$stderr" "INDEX"
            flip x.idx/seg-000001/$file "$offset"
        done
    done
    sound x.idx
}

@test "a flipped bit anywhere in the manifest" {
    size=$(stat -c %s x.idx/manifest)
    for offset in $(seq 0 31 "$size") $((size - 1)); do
        [ "$offset" -lt "$size" ] || continue
        flip x.idx/manifest "$offset"
        damaged "'x.idx/manifest': the manifest is damaged"
        flip x.idx/manifest "$offset"
    done
    sound x.idx
}

@test "a flipped bit in the list of deleted articles" {
    flip x.idx/seg-000001/deleted-2 0
    damaged "deleted-2'"
    flip x.idx/seg-000001/deleted-2 0
    printf '\5' >x.idx/seg-000001/deleted-2
    damaged "deleted-2'"
}

@test "as many articles deleted, but other ones: the checksum tells" {
    printf '\1' >x.idx/seg-000001/deleted-2
    damaged "deleted-2' is damaged: its checksum"
    contains "$output" "seg-000001: DAMAGED"
}

@test "files cut short, grown, empty, or gone" {
    for file in manifest seg-000001/xapian seg-000001/postings seg-000001/records seg-000001/deleted-2; do
        truncate -s -1 "x.idx/$file"
        damaged "x.idx"
        : >"x.idx/$file"
        damaged "x.idx"
        cp "$made/$file" "x.idx/$file"
        echo more >>"x.idx/$file"
        damaged "x.idx"
        rm "x.idx/$file"
        damaged "x.idx"
        cp "$made/$file" "x.idx/$file"
        sound x.idx
    done
}

@test "a directory, a link to nowhere or a pipe in the place of a file" {
    for file in manifest seg-000001/xapian seg-000001/postings seg-000001/records seg-000001/deleted-2; do
        rm "x.idx/$file"
        mkdir "x.idx/$file"
        damaged "x.idx"
        rmdir "x.idx/$file"
        ln -s nowhere "x.idx/$file"
        damaged "x.idx"
        rm "x.idx/$file"
        mkfifo "x.idx/$file"
        damaged "x.idx"
        rm "x.idx/$file"
        cp "$made/$file" "x.idx/$file"
    done
    sound x.idx
}

@test "damage to one segment does not hide that the others are sound" {
    index -q two.idx "$sample"
    article last Last word | index -q -f jsonl two.idx -
    equal "$(stat_of two.idx 'len(s["segments"])')" 2
    flip "two.idx/$(stat_of two.idx 's["segments"][1]["name"]')/xapian" 9000
    run -2 --separate-stderr index --verify two.idx
    contains "${lines[0]}" ": sound"
    contains "${lines[1]}" ": DAMAGED"
    equal "${#lines[@]}" 2
}

@test "the other modes and searching refuse a damaged manifest too, and leave all as it is" {
    flip x.idx/manifest 100
    cp -r x.idx before.idx
    article n New words >new.jsonl
    for mode in --stats --dump --merge --rebuild; do
        run -2 --separate-stderr index $mode x.idx
        contains "$stderr" "the manifest is damaged: its checksum does not fit"
    done
    run -2 --separate-stderr index x.idx new.jsonl
    contains "$stderr" "the manifest is damaged"
    run -2 --separate-stderr index --delete x.idx a
    run -2 --separate-stderr query x.idx herons
    contains "$stderr" "the manifest is damaged"
    diff -r --exclude=lock before.idx x.idx
}
