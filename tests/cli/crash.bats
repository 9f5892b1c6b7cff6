# An index survives being killed at any moment and every failure of its disk: what was committed stays, nothing is said
# to be committed that is not, and the next run ends as if nothing had happened.

load helpers
load ../fault/fault

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# ---- a fault at every call ----

# The scenarios: each changes base.idx, which has two segments and a deleted article.
scenario() {
    case $1 in
    add) scenario=(-j 1 x.idx more.jsonl) ;;
    delete) scenario=(--delete x.idx made-0 made-13) ;;
    merge) scenario=(-j 1 --merge x.idx) ;;
    rebuild) scenario=(-j 1 --rebuild x.idx) ;;
    esac
    scenario=("$PRESSMARK_BIN/pressmark-index" -q "${scenario[@]}")
}

make_base() {
    articles 20 30 >first.jsonl
    articles 4 30 20 >second.jsonl
    articles 12 40 15 >more.jsonl # ids that are there, with other texts, and new ones
    index -q base.idx first.jsonl
    index -q base.idx second.jsonl
    index -q --delete base.idx made-3
}

# Let every call of these kinds fail in its turn, from a fresh copy of the base each.
# at_each SCENARIO CALLS WHAT
at_each() {
    local scenario n now
    scenario "$1"
    rm -rf x.idx
    cp -r base.idx x.idx
    content x.idx >before
    "${scenario[@]}"
    content x.idx >after
    for ((n = 1; n < 1000; n++)); do
        rm -rf x.idx
        cp -r base.idx x.idx
        faulty "$2" "$n" "$3" "${scenario[@]}" || break
        now=$(content x.idx) || { echo "unreadable after $3 at $2 $n of $1"; return 1; }
        if [ "$struck_status" = 0 ]; then # then it has got over it
            equal "$now" "$(cat after)" || { echo "false success after $3 at $2 $n of $1"; return 1; }
        elif [ "$now" != "$(cat after)" ]; then
            equal "$now" "$(cat before)" || { echo "neither before nor after: $3 at $2 $n of $1"; return 1; }
        fi
        [ "$3" = kill ] || [ "$struck_status" = 0 ] || [ -s err ] || { echo "failed without a word at $2 $n"; return 1; }
        [ "$3" = kill ] || [ "$struck_status" -le 2 ] || { echo "status $struck_status: $(cat err)"; return 1; }
        again "$1" || { echo "after $3 at $2 $n of $1"; return 1; }
    done
    [ "$n" -gt 1 ] && [ "$n" -lt 1000 ] || { echo "$n faults at $2"; return 1; }
    echo "$1, $2, $3: $((n - 1)) points"
}

# The same command once more, undisturbed.
again() {
    local status=0
    "${scenario[@]}" 2>again.err || status=$?
    if [ "$1" = delete ]; then # then perhaps it has nothing to delete any more
        [ "$status" -le 1 ]
    else
        [ "$status" = 0 ]
    fi || { echo "the next run failed: $(cat again.err)"; return 1; }
    content x.idx | cmp - after && sound x.idx && tidy x.idx
}

@test "killed at every write, sync, rename, mkdir and unlink while adding, the next run completes" {
    make_base
    at_each add "write sync rename mkdir unlink" kill
}

@test "killed at every call while deleting, merging and rebuilding" {
    make_base
    at_each delete "write sync rename mkdir unlink" kill
    at_each merge "write sync rename mkdir unlink" kill
    at_each rebuild "sync rename mkdir unlink" kill
}

@test "a fault of the disk (EIO) at every write, sync, rename and mkdir while adding" {
    make_base
    at_each add write EIO
    at_each add "sync rename mkdir unlink" EIO
}

@test "a fault of the disk at every call while deleting and merging" {
    make_base
    at_each delete "write sync rename mkdir unlink" EIO
    at_each merge "write sync rename mkdir unlink" EIO
}

@test "killed at every call while an index is made" {
    articles 20 30 >first.jsonl
    index -q after.idx first.jsonl
    content after.idx >after
    for ((n = 1; n < 1000; n++)); do
        rm -rf x.idx
        faulty "write sync rename mkdir unlink" "$n" kill "$PRESSMARK_BIN/pressmark-index" -q -j 1 x.idx first.jsonl || break
        index -q x.idx first.jsonl
        content x.idx | cmp - after
        sound x.idx
        tidy x.idx
    done
    [ "$n" -gt 30 ]
}

@test "what a manifest names is synced before it, and it before anything else is done" {
    articles 20 30 >first.jsonl
    articles 12 40 15 >more.jsonl
    logged() {
        rm -f log
        FAULT_LOG=log LD_PRELOAD=$PRESSMARK_BIN/faultlib.so "$PRESSMARK_BIN/pressmark-index" -q "$@"
        said=$("$PRESSMARK_SOURCE/tests/fault/check-durable" log x.idx) || { echo "$said"; return 1; }
        echo "$*: $said"
    }
    logged x.idx first.jsonl
    equal "$said" "2 commits"
    logged x.idx more.jsonl
    logged --delete x.idx made-1
    logged --merge x.idx
    logged --rebuild x.idx
}

# ---- random moments ----

# A run of several commits, each announced, is killed twice at random moments and then left to complete.
@test "killed at 50 random moments: nothing acknowledged is lost, the next run completes" {
    articles 700 500 >corpus.jsonl
    local start=${EPOCHREALTIME/[.,]/} whole kills=0 announced=0 acknowledged live seed=${PRESSMARK_SEED:-$$}
    index --memory 8M undisturbed.idx corpus.jsonl 2>err
    whole=$((${EPOCHREALTIME/[.,]/} - start))
    [ "$(grep -c committed, err)" -ge 3 ]
    content undisturbed.idx >after
    echo "PRESSMARK_SEED=$seed, one run takes $whole us"
    RANDOM=$seed
    for round in {1..25}; do
        rm -rf x.idx
        acknowledged=0
        for turn in 1 2; do
            "$PRESSMARK_BIN/pressmark-index" --memory 8M x.idx corpus.jsonl 2>err &
            sleep "$(printf '%d.%06d' $((whole * (RANDOM % 1000) / 1000 / 1000000)) $((whole * (RANDOM % 1000) / 1000 % 1000000)))"
            kill -9 $! 2>/dev/null || true # it may have come to its end
            wait $! 2>/dev/null || true
            kills=$((kills + 1))
            [ -s err ] && grep -q committed, err && announced=$((announced + 1)) &&
                acknowledged=$(sed -n 's/,//g; s/.*committed \([0-9]*\) articles in the index.*/\1/p' err | tail -n 1)
            [ -e x.idx/manifest ] || continue # killed before there was an index
            live=$(live_articles x.idx)
            [ "$live" -ge "$acknowledged" ] || { echo "round $round: $live of $acknowledged articles"; return 1; }
            sound x.idx
        done
        index -q --memory 8M x.idx corpus.jsonl
        content x.idx | cmp - after
        sound x.idx
        tidy x.idx
    done
    [ "$kills" = 50 ]
    [ "$announced" -ge 5 ] || { echo "only $announced runs were killed after a commit"; return 1; }
}

# ---- signals ----

# interrupted SIGNAL STATUS
interrupted() {
    articles 6000 400 >corpus.jsonl
    "$PRESSMARK_BIN/pressmark-index" -j 2 x.idx corpus.jsonl 2>err &
    local pid=$!
    wait_for [ -e x.idx/tmp-$pid ]
    sleep 0.5
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
    articles 3000 300 >corpus.jsonl
    index -q x.idx corpus.jsonl
    content x.idx >before
    "$PRESSMARK_BIN/pressmark-index" --rebuild x.idx 2>err &
    local pid=$! status=0
    wait_for [ -e x.idx/tmp-$pid ]
    sleep 0.2
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
    check "$PRESSMARK_BIN/pressmark-query" x.idx lighthouse
    check "$PRESSMARK_BIN/pressmark-query" -c x.idx lighthouse source:source
}
