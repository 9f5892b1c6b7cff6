# What pressmark-query prints: JSON, colour, width, and never a control character of an article.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR
    index -q "$made/x.idx" "$sample"
    hostile controls "$made/controls.jsonl"
    index -q "$made/controls.idx" "$made/controls.jsonl"
    python3 -c 'import json
print(json.dumps({"id": "wide", "title": "\u591c\u884c\u5217\u8eca" * 30 + " herons",
                  "text": "\u591c\u884c\u5217\u8eca\u304c\u8d70\u308b\u3002" * 40 + " herons " + "e\u0301" * 200}))
print(json.dumps({"id": "run", "title": "", "text": "q" * 3000 + " herons " + "z" * 3000}))
print(json.dumps({"id": "i" * 200, "title": "short", "source": "S" * 300, "text": "herons"}))' >"$made/wide.jsonl"
    index -q "$made/wide.idx" "$made/wide.jsonl"
}

setup() {
    cd "$made"
}

# Bytes of stdin that a terminal would act on: controls but newline (and ESC ... m when $1 is colour), C1, bidi.
unsafe() {
    python3 -c 'import re, sys
text = sys.stdin.buffer.read().decode()
if sys.argv[1:] == ["colour"]: text = re.sub("\x1b\\[[0-9;]*m", "", text)
print(re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", text))' "$@"
}

# The widest line of stdin, in columns of a terminal.
widest() {
    python3 -c 'import sys, unicodedata
def columns(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
print(max(columns(line) for line in sys.stdin.buffer.read().decode().split("\n")))'
}

@test "--json: every line is an object of the promised members, in order, and nothing else is printed" {
    query --json -n 100 x.idx night train >out.json
    equal "$(wc -l <out.json)" "$(query -c x.idx night train)"
    while read -r line; do python3 -m json.tool <<<"$line" >/dev/null; done <out.json
    order='["rank", "weight", "id", "title", "date", "author", "source", "section", "url", "lang", "topic",
        "snippet", "index"]'
    equal "$(json "all(list(d) == [k for k in $order if k in d] for d in docs)" <out.json)" True
    equal "$(json 'all(d["index"] == "x.idx" and d["weight"] > 0 and d["snippet"] for d in docs)' <out.json)" True
    equal "$(json '[d["rank"] for d in docs] == list(range(1, len(docs) + 1))' <out.json)" True
    equal "$(query --json --no-snippet x.idx night | json 'any("snippet" in d for d in docs)')" False
    run -1 --separate-stderr query --json x.idx herringbone
    equal "$output" ""
}

@test "--json of evil articles is JSON, ASCII where a terminal might act on it" {
    for command in 'query --json controls.idx herons' 'query --json wide.idx herons' 'index --dump controls.idx' \
        'index --stats --json controls.idx'; do
        $command >out.json
        json 'len(docs)' <out.json
        equal "$(unsafe <out.json)" "[]"
    done
    equal "$(index --dump controls.idx | json '"\x1b[2J" in docs[0]["title"]')" True
}

@test "control and bidi characters never reach stdout, nor a title's line break" {
    query controls.idx herons >out.txt
    equal "$(unsafe <out.txt)" "[]"
    contains "$(cat out.txt)" "evil"
    equal "$(query --color=always controls.idx herons | unsafe colour)" "[]"
    id=$(ids controls.idx)
    query controls.idx --show "$id" >out.txt
    equal "$(unsafe <out.txt)" "[]"
    equal "$(grep -c '^title: ' out.txt)" 1
    equal "$(query --color=always controls.idx --show "$id" | unsafe colour)" "[]"
}

@test "a query's control characters do not come back in notes and errors" {
    for q in $'herring\e[2Jbone' $'date:\e]0;x\a' $'"\u202enope' $'a*\x9b31m' $'f\e[1m:x'; do
        run --separate-stderr query x.idx -- "$q"
        equal "$(unsafe <<<"$stderr$output")" "[]"
    done
    run -1 --separate-stderr query x.idx --show $'\e[2J'
    equal "$(unsafe <<<"$stderr")" "[]"
    run -2 --separate-stderr query $'no\e[2J.idx' night
    equal "$(unsafe <<<"$stderr")" "[]"
}

@test "colour: none into a pipe; --color=always marks what was found; NO_COLOR does not overrule it" {
    lacks "$(query x.idx night)" $'\e'
    lacks "$(query --color=never x.idx night)" $'\e'
    contains "$(query --color=always x.idx night)" $'\e[1;31m'
    equal "$(NO_COLOR=1 query --color=always x.idx night | sed '$d')" "$(query --color=always x.idx night | sed '$d')"
    equal "$(query --color=always x.idx night | sed 's/\x1b\[[0-9;]*m//g; $d')" "$(query x.idx night | sed '$d')"
    lacks "$(query --color=always --json x.idx night)" $'\e'
}

@test "colour on a terminal: by itself, but not with NO_COLOR, TERM=dumb or --color=never" {
    python3 -c 'import os; os.openpty()' 2>/dev/null || skip "no pseudo-terminals"
    on_terminal() {
        python3 -c 'import os, pty, sys
out = []
def read(fd):
    data = os.read(fd, 65536); out.append(data); return b""
status = pty.spawn(sys.argv[1:], read, lambda fd: b"")
sys.stdout.buffer.write(b"".join(out))' "$@" </dev/null
    }
    q="$PRESSMARK_BIN/pressmark-query"
    contains "$(on_terminal "$q" x.idx night)" $'\e[1;31m'
    contains "$(NO_COLOR= on_terminal "$q" x.idx night)" $'\e[1;31m'
    lacks "$(NO_COLOR=1 on_terminal "$q" x.idx night)" $'\e['
    lacks "$(TERM=dumb on_terminal "$q" x.idx night)" $'\e['
    lacks "$(on_terminal "$q" --color=never x.idx night)" $'\e['
}

@test "width: 80 columns, or COLUMNS; never wider, whatever the script; nonsense in COLUMNS is survived" {
    [ "$(query x.idx night | grep -v '^ *https://' | widest)" -le 80 ]
    for columns in 40 60 120 200; do
        [ "$(COLUMNS=$columns query x.idx night | grep -vE '^ *(https://|/)' | widest)" -le $columns ]
        [ "$(COLUMNS=$columns query wide.idx herons | grep -v iiii | widest)" -le $columns ]
    done
    [ "$(COLUMNS=120 query x.idx night | widest)" -gt 100 ]
    for columns in 0 1 -5 abc 99999999999999999999 '' 5000; do
        COLUMNS=$columns run -0 query x.idx night
        contains "$output" "matches in"
        COLUMNS=$columns run -0 query wide.idx herons
        COLUMNS=$columns run -0 query --help
    done
}

@test "an id is printed whole, however narrow the lines: --show takes it" {
    id=$(printf 'i%.0s' $(seq 200))
    COLUMNS=40 run -0 query wide.idx herons
    contains "$output" "$id"
    run -0 query wide.idx --show "$id"
    contains "$output" "title: short"
}

@test "the text form: rank and title, date source and id, snippet, and a last line that counts" {
    run -0 --separate-stderr query -n 1 x.idx --since 2022-01-14 --until 2022-01-14 Milan
    equal "${lines[0]}" "   1. Night train to Milan sells out before its first run"
    equal "${lines[1]}" "      2022-01-14  The Harbour Courier  hc-2022-0114"
    contains "${lines[2]}" "      Every berth on the first night train"
    [[ ${lines[-1]} =~ ^"1 match in $sample_articles articles, "[0-9.]+" ms"$ ]]
    run -0 query -n 1 --no-snippet x.idx --since 2022-01-14 --until 2022-01-14 Milan
    equal "${#lines[@]}" 3
}

@test "snippets show the words that were found" {
    for word in berth parrot goalkeeper; do
        contains "$(query x.idx $word | tr '\n' ' ')" $word
        contains "$(query --json x.idx $word | json 'docs[0]["snippet"].lower()')" $word
    done
    contains "$(query --json wide.idx herons | json '[d["snippet"] for d in docs if d["id"] == "run"]')" herons
}

@test "a full disk is an error, a closed pipe ends it without a word" {
    for command in 'x.idx night' '--json x.idx night' '--count x.idx night' 'x.idx --show 6' '--help' '--version'; do
        run -2 --separate-stderr into /dev/full query $command
        contains "$stderr" "cannot write results: No space left on device"
        run --separate-stderr into_closed_pipe "$PRESSMARK_BIN/pressmark-query" $command
        [ "$status" = 141 ] || [ "$status" = 2 ]
        equal "$stderr" ""
    done
    run -2 --separate-stderr bash -c '"$PRESSMARK_BIN/pressmark-query" x.idx night >&-'
    contains "$stderr" "cannot write results"
    run -0 --separate-stderr bash -c '"$PRESSMARK_BIN/pressmark-query" x.idx night <&- 2>&-'
}
