# Full disks and folders that cannot be written.

load helpers
load ../fault/fault

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
    [ ! -e small ] || umount small 2>/dev/null || true
}

@test "a disk that is full from the n-th write on: told, nothing lost, the next run completes" {
    articles 20 30 >first.jsonl
    articles 12 40 15 >more.jsonl
    index -q base.idx first.jsonl
    cp -r base.idx x.idx
    index -q x.idx more.jsonl
    content base.idx >before
    content x.idx >after
    fault_on=1
    for ((n = 1; n < 1000; n++)); do
        rm -rf x.idx
        cp -r base.idx x.idx
        faulty "write mkdir" "$n" ENOSPC "$PRESSMARK_BIN/pressmark-index" -q -j 1 x.idx more.jsonl || break
        [ "$struck_status" = 2 ] || cmp <(content x.idx) after # a merge may find the disk full after all is committed
        if [ "$struck_status" != 0 ]; then
            equal "$struck_status" 2
            contains "$(cat err)" "No space left on device"
            cmp -s <(content x.idx) before || cmp <(content x.idx) after
        fi
        sound x.idx
        index -q x.idx more.jsonl
        content x.idx | cmp - after
        sound x.idx
        tidy x.idx
    done
    [ "$n" -gt 20 ]
}

# small MIB: mount a disk of so many MiB.
small() {
    [ "$(id -u)" = 0 ] || skip "only root can mount a small disk"
    mkdir small
    mount -t tmpfs -o size="$1m" tmpfs small 2>/dev/null || skip "mounting a small disk is not allowed here"
}

@test "a small disk that runs full: what was committed stays, what failed is removed, with room it completes" {
    small 5
    articles 1200 500 >corpus.jsonl
    LSAN_OPTIONS=$lost_by_xapian run --separate-stderr index --memory 8M small/x.idx corpus.jsonl
    equal "$status" 2
    contains "$stderr" "No space left on device"
    local acknowledged live
    acknowledged=$(sed -n 's/,//g; s/.*committed \([0-9]*\) articles in the index.*/\1/p' <<<"$stderr" | tail -n 1)
    live=$(live_articles small/x.idx)
    equal "$live" "${acknowledged:-0}"
    [ "$live" -gt 0 ]
    sound small/x.idx
    tidy small/x.idx
    query small/x.idx lighthouse >/dev/null
    mount -o remount,size=64m small
    index -q --memory 8M small/x.idx corpus.jsonl
    index -q undisturbed.idx corpus.jsonl
    cmp <(content small/x.idx) <(content undisturbed.idx)
    tidy small/x.idx
}

@test "a disk on which not even an index can be made" {
    small 1
    articles 20 30 >some.jsonl
    head -c 2000000 /dev/zero >small/filler 2>/dev/null || true
    run --separate-stderr index small/x.idx some.jsonl
    equal "$status" 2
    contains "$stderr" "No space left on device"
    rm small/filler
    index -q small/x.idx some.jsonl
    sound small/x.idx
}

# Both programs on an index that may only be read.
read_only() {
    local runner=("$@")
    equal "$("${runner[@]}" "$PRESSMARK_BIN/pressmark-query" -c "$place/x.idx" lighthouse)" 18
    "${runner[@]}" "$PRESSMARK_BIN/pressmark-index" --stats "$place/x.idx" >/dev/null
    "${runner[@]}" "$PRESSMARK_BIN/pressmark-index" --verify "$place/x.idx" >/dev/null
    "${runner[@]}" "$PRESSMARK_BIN/pressmark-index" --dump "$place/x.idx" | sort | cmp - before
    for mode in "$place/x.idx some.jsonl" "--delete $place/x.idx made-1" "--merge $place/x.idx" \
        "$place/new.idx some.jsonl"; do
        run --separate-stderr "${runner[@]}" "$PRESSMARK_BIN/pressmark-index" $mode
        equal "$mode: $status" "$mode: 2"
        contains "$stderr" "$why"
    done
}

@test "an index on a disk mounted read-only is searched; writing it is refused" {
    small 8
    articles 20 30 >some.jsonl
    index -q small/x.idx some.jsonl
    content small/x.idx >before
    mount -o remount,ro small
    place=small why="Read-only file system" read_only
}

@test "an index in a folder without write permission is searched; writing it is refused" {
    articles 20 30 >some.jsonl
    mkdir locked
    index -q locked/x.idx some.jsonl
    content locked/x.idx >before
    local runner=()
    if [ "$(id -u)" = 0 ]; then # root, but without the right to pass over permissions
        runner=(setpriv --bounding-set=-dac_override,-dac_read_search)
        "${runner[@]}" true 2>/dev/null || skip "root cannot be stopped from writing here"
    fi
    chmod -R a-w locked
    place=locked why="Permission denied" read_only ${runner[@]+"${runner[@]}"}
    chmod -R u+w locked
}

@test "files and folders of an index are for their owner alone" {
    articles 20 30 >some.jsonl
    (umask 0 && index -q x.idx some.jsonl)
    (umask 0 && index -q --delete x.idx made-1)
    equal "$(find x.idx -type d ! -perm 0700)" ""
    equal "$(find x.idx -type f ! -perm 0600)" ""
}

@test "a folder with something else in it is never made an index, nor swept" {
    articles 20 30 >some.jsonl
    mkdir -p other/seg-000001 other/tmp-12
    echo mine >other/seg-000001/xapian
    run --separate-stderr index other some.jsonl
    equal "$status" 2
    contains "$stderr" "something else in it, not an index"
    equal "$(cd other && find . | sort | tr '\n' ' ')" ". ./seg-000001 ./seg-000001/xapian ./tmp-12 "
}

@test "what others put into an index stays there" {
    articles 20 30 >some.jsonl
    index -q x.idx some.jsonl
    echo mine >x.idx/README
    mkdir x.idx/seg-000099 x.idx/tmp-1 x.idx/seg-mine
    index -q --delete x.idx made-1
    [ -e x.idx/README ]
    [ -e x.idx/seg-mine ]
    [ ! -e x.idx/seg-000099 ] # as a writer that died would have left it
    [ ! -e x.idx/tmp-1 ]
    sound x.idx
}
