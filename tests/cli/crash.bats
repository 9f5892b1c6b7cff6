# An index survives being killed at any moment: what was committed stays, nothing is said to be committed that is
# not, and the next run ends as if nothing had happened.

load helpers
load ../fault/fault
load ../fault/every_call

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    fast_disk
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

@test "killed at every call while an index is made" {
    articles 20 30 >first.jsonl
    index -q after.idx first.jsonl
    content after.idx >after
    for ((n = 1; n < 1000; n++)); do
        rm -rf x.idx
        faulty "write sync rename mkdir unlink" "$n" kill "$PRESSMARK_BIN/pressmark-index" -q -j 1 x.idx first.jsonl ||
            break
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
    local start=${EPOCHREALTIME/[.,]/} seed=${PRESSMARK_SEED:-$$} whole moment kills=0 announced=0 acknowledged live
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
            moment=$((whole * (RANDOM % 1000) / 1000))
            sleep "$(printf '%d.%06d' $((moment / 1000000)) $((moment % 1000000)))"
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
