# What the tests of the two programs share: load helpers
bats_require_minimum_version 1.5.0
unset PRESSMARK_INDEX NO_COLOR COLUMNS
export TERM=xterm
# What a sanitizer finds must not look like a status of ours.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}${ASAN_OPTIONS:+:}exitcode=99 UBSAN_OPTIONS=${UBSAN_OPTIONS:-}${UBSAN_OPTIONS:+:}exitcode=99

sample=$PRESSMARK_SOURCE/corpus/sample
sample_articles=60

index() {
    "$PRESSMARK_BIN/pressmark-index" "$@"
}

query() {
    "$PRESSMARK_BIN/pressmark-query" "$@"
}

# hostile KIND FILE
hostile() {
    "$PRESSMARK_SOURCE/tests/hostile/make-hostile" "$@"
}

# ---- asserting: each shows what it got instead ----

equal() {
    [ "$1" = "$2" ] || { printf 'got:      %s\nexpected: %s\n' "$1" "$2" | cut -c1-2000; return 1; }
}

contains() {
    [[ $1 == *"$2"* ]] || { printf 'does not hold: %s\n---- the text:\n%s\n' "$2" "$1" | cut -c1-2000; return 1; }
}

lacks() {
    [[ $1 != *"$2"* ]] || { printf 'holds: %s\n---- the text:\n%s\n' "$2" "$1" | cut -c1-2000; return 1; }
}

# The one line on stderr that counts: added, updated, unchanged, rejected.
counts() {
    local found
    found=$(sed -nE 's/.*(added [0-9,]+, updated [0-9,]+, unchanged [0-9,]+, rejected [0-9,]+).*/\1/p' <<<"$stderr")
    equal "$found" "added $1, updated $2, unchanged $3, rejected $4" || { echo "$stderr" | cut -c1-300; return 1; }
}

# The index is whole: every file, every article.
sound() {
    local said
    said=$(index --verify "$1" 2>&1) || { echo "$said"; return 1; }
}

# ---- looking ----

# Evaluate a Python expression over docs, the JSON objects on stdin, one a line.
json() {
    python3 -c 'import json, sys
docs = [json.loads(line) for line in sys.stdin.buffer.read().decode().split("\n") if line]
print(eval(sys.argv[1]))' "$1"
}

# What an index holds, or a search found: ids in order, with a blank between.
ids() {
    index --dump "$1" | json '" ".join(d["id"] for d in docs)'
}

hits() {
    query --json --no-snippet -n 1000 "$@" 2>/dev/null | json '" ".join(d["id"] for d in docs)'
}

# A number of --stats --json by a Python expression over s.
stat_of() {
    index --stats --json "$1" | json "[$2 for s in docs][0]"
}

# ---- making ----

# article ID TITLE TEXT: a line of JSON Lines.
article() {
    printf '{"id": "%s", "title": "%s", "text": "%s"}\n' "$@"
}

# Flip a bit of FILE at OFFSET; twice is as before.
flip() {
    python3 -c 'import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2])); byte = f.read(1)[0]
    f.seek(int(sys.argv[2])); f.write(bytes([byte ^ 1]))' "$1" "$2"
}

# into FILE COMMAND...: standard output goes there.
into() {
    local file=$1
    shift
    "$@" >"$file"
}

# into_closed_pipe COMMAND...: standard output is a pipe whose reader has gone; the status is the command's.
into_closed_pipe() {
    python3 -c 'import os, signal, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
status = subprocess.run(sys.argv[1:], stdout=writer, restore_signals=True).returncode
sys.exit(128 - status if status < 0 else status)' "$@"
}

# Run a command with stdout and stderr as they are and write its peak memory in KB into FILE.
peak_memory() {
    local file=$1
    shift
    python3 -c 'import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status)' "$file" "$@"
}

# Built with a sanitizer, which needs memory of its own.
sanitized() {
    grep -q __asan_init "$PRESSMARK_BIN/pressmark-index"
}
