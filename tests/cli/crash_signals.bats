# SIGINT and SIGTERM, results nobody takes, and what valgrind says.

load helpers
load ../fault/fault

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    fast_disk
}

# ---- signals ----

# interrupted SIGNAL STATUS
interrupted() {
    articles 6000 400 >corpus.jsonl
    "$PRESSMARK_BIN/pressmark-index" -j 2 x.idx corpus.jsonl 2>err &
    local pid=$!
    wait_for [ -e x.idx/tmp-$pid/shard-000000 ] # a first article is in
    local start=$SECONDS status=0
    kill "-$1" $pid
    wait $pid || status=$?
    equal "$status" "$2"
    [ $((SECONDS - start)) -le 10 ] # two in truth; ten on a machine that has other things to do
    contains "$(cat err)" "stopped by a signal, what was whole is committed: added"
    sound x.idx
    tidy x.idx
    live=$(live_articles x.idx)
    [ "$live" -gt 0 ]
    [ "$live" -lt 5400 ]
    equal "$(sed -n 's/,//g; s/.*committed \([0-9]*\) articles in the index.*/\1/p' err | tail -n 1)" "$live"
}

@test "SIGINT commits what is whole and stops, status 130" {
    interrupted INT 130
}

@test "SIGTERM commits what is whole and stops, status 143; the next run completes" {
    interrupted TERM 143
    index -q x.idx corpus.jsonl
    equal "$(live_articles x.idx)" 5400
    index -q undisturbed.idx corpus.jsonl
    cmp <(content x.idx) <(content undisturbed.idx)
}

@test "SIGINT while a pipe has no writer" {
    articles 100 50 >some.jsonl
    mkfifo pipe
    local status=0
    "$PRESSMARK_BIN/pressmark-index" --verbose x.idx some.jsonl pipe 2>err &
    local pid=$!
    wait_for [ -e x.idx/manifest ]
    sleep 0.5
    kill -INT $pid
    wait $pid || status=$?
    equal "$status" 130
    equal "$(live_articles x.idx)" 90
    sound x.idx
}

@test "SIGINT while standard input is silent: what was read is committed, a torn record is not" {
    articles 100 50 >some.jsonl
    mkfifo pipe
    { cat some.jsonl; printf '{"id":"torn","title":"half a rec'; exec sleep 300; } >pipe 2>/dev/null 3>&- &
    local feeder=$! status=0
    "$PRESSMARK_BIN/pressmark-index" --verbose x.idx - <pipe 2>err &
    local pid=$!
    wait_for [ -e x.idx/manifest ]
    sleep 0.5
    kill -INT $pid
    wait $pid || status=$?
    kill $feeder
    equal "$status" 130
    equal "$(live_articles x.idx)" 90
    lacks "$(cat err)" malformed
    sound x.idx
}

@test "SIGINT during a rebuild leaves the index as it was" {
    articles 9000 400 >corpus.jsonl
    index -q x.idx corpus.jsonl
    content x.idx >before
    "$PRESSMARK_BIN/pressmark-index" -j 1 --rebuild x.idx 2>err &
    local pid=$! status=0
    wait_for [ -e x.idx/tmp-$pid ]
    sleep 0.1 # of a second and more
    kill -INT $pid
    wait $pid || status=$?
    equal "$status" 130
    contains "$(cat err)" "the index is as it was"
    lacks "$(cat err)" "is committed"
    content x.idx | cmp - before
    sound x.idx
    tidy x.idx
}

# ---- results that cannot be written ----

@test "--dump and --stats into a full device fail with a word about it" {
    articles 20 30 >first.jsonl
    index -q x.idx first.jsonl
    for mode in --dump --stats "--stats --json" --verify; do
        run --separate-stderr bash -c '"$0" "$@" >/dev/full' "$PRESSMARK_BIN/pressmark-index" $mode x.idx
        equal "$mode $status" "$mode 2"
        contains "$stderr" "No space left on device"
    done
}

@test "--dump and --stats into a pipe that is closed end at once, without a crash" {
    articles 2000 50 >some.jsonl
    index -q x.idx some.jsonl
    for mode in --dump --stats "--stats --json" --verify; do
        run bash -c '"$0" "$@" 2>err | true; echo "${PIPESTATUS[0]}"' "$PRESSMARK_BIN/pressmark-index" $mode x.idx
        [ "$output" -le 2 ] || { echo "$mode: $output"; return 1; } # 0 when all was written before it was closed
    done
    run bash -c '"$0" --dump x.idx | head -n 1 | wc -l' "$PRESSMARK_BIN/pressmark-index"
    equal "$output" 1
}

# ---- memory ----

@test "valgrind finds nothing in a run of each program" {
    command -v valgrind >/dev/null || skip "valgrind is not installed"
    if nm "$PRESSMARK_BIN/pressmark-index" 2>/dev/null | grep -q __asan_init; then
        skip "the build has a sanitizer of its own"
    fi
    unset LD_PRELOAD
    check() {
        valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
            --show-leak-kinds=definite,indirect "$@" >out 2>err ||
            { echo "status $?: $*"; grep -v 'pressmark-index: ' err; return 1; }
    }
    articles 12 20 >first.jsonl
    articles 6 20 6 >more.jsonl
    check "$PRESSMARK_BIN/pressmark-index" -j 2 x.idx first.jsonl
    check "$PRESSMARK_BIN/pressmark-index" -j 2 x.idx more.jsonl
    check "$PRESSMARK_BIN/pressmark-index" --delete x.idx made-1
    check "$PRESSMARK_BIN/pressmark-index" --merge x.idx
    check "$PRESSMARK_BIN/pressmark-index" --rebuild x.idx
    check "$PRESSMARK_BIN/pressmark-index" --verify x.idx
    check "$PRESSMARK_BIN/pressmark-index" --stats x.idx
    check "$PRESSMARK_BIN/pressmark-index" --dump x.idx
    # Valgrind must put itself in front of the C library, which it cannot in a static program: this has the same code.
    check "$PRESSMARK_BIN/pressmark-query-xapian" x.idx lighthouse
    check "$PRESSMARK_BIN/pressmark-query-xapian" -c x.idx lighthouse source:source
}
