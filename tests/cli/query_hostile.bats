# Queries that mean harm: an answer or a named error, in little memory, never a crash.

load helpers

setup_file() {
    export made=$BATS_FILE_TMPDIR
    index -q "$made/x.idx" "$sample"
    python3 -c 'import json
for i in range(3000):
    print(json.dumps({"id": i, "title": "wide %d" % i, "text": " ".join("wa%dx%d" % (i, j) for j in range(4))}))' |
        index -q -f jsonl "$made/wide.idx" -
}

setup() {
    cd "$made"
}

# text PYTHON-EXPRESSION: what it gives, without a newline.
text() {
    python3 -c 'import sys; sys.stdout.write(eval(sys.argv[1]))' "$1"
}

# The query ends in status 2 with the message.
refused() {
    run -2 --separate-stderr query x.idx -- "$2"
    equal "$output" ""
    contains "$stderr" "$1"
    [ "${#stderr}" -lt 2000 ]
}

# The query is answered: status 0 or 1, in stderr no more than a few notes.
answered() {
    run --separate-stderr query x.idx -- "$@"
    [ "$status" -le 1 ]
    contains "$output" "in $sample_articles articles"
    [ "${#stderr}" -lt 4000 ]
}

@test "1 MB in eight arguments, 64 KiB and a byte in one" {
    big=$(text '"night " * 20000')
    run -2 --separate-stderr query x.idx "$big" "$big" "$big" "$big" "$big" "$big" "$big" "$big"
    contains "$stderr" "longer than 65536 bytes"
    refused "longer than 65536 bytes" "$(text '"n" * 65537')"
    answered "$(text '"n" * 65536')"
}

@test "100,000 arguments" {
    words=($(text '"night " * 100000'))
    run -2 --separate-stderr query x.idx "${words[@]}"
    contains "$stderr" "longer than 65536 bytes"
}

@test "too many words, in a phrase, in OR, in AND, in a field" {
    refused "more than 256 words" "$(text '"word " * 300')"
    refused "more than" "$(text '"\"" + "night " * 300 + "\""')"
    refused "more than 256 words" "$(text '" OR ".join("w%d" % i for i in range(300))')"
    refused "more than 256 words" "$(text '" AND ".join("w%d" % i for i in range(300))')"
    answered "$(text '" ".join("w%d" % i for i in range(256))')"
}

@test "100,000 parentheses, open, closed, paired; 64 deep is answered" {
    refused "longer than 65536 bytes" "$(text '"(" * 100000')"
    refused "parentheses more than 64 deep" "$(text '"(" * 60000 + "night"')"
    refused "parentheses more than 64 deep" "$(text '"(" * 65 + "night" + ")" * 65')"
    equal "$(query -c x.idx "$(text '"(" * 64 + "night" + ")" * 64')")" "$(query -c x.idx night)"
    equal "$(query -c x.idx "$(text '")" * 60000 + " night"')" 2>/dev/null)" "$(query -c x.idx night)"
    answered "$(text '"()" * 30000')"
    answered "$(text '"(night) " * 200')"
    answered "$(text '"title:(" * 60 + "night"')"
    refused "nothing to find, only '-(night'" "$(text '"-(" * 60 + "night" + ")" * 60')"
}

@test "operators without end" {
    for unit in 'NOT ' 'AND ' 'OR ' '+' '-' '=' '- ' '+-=' 'night AND ' 'night OR ' 'title:' '" ' '"" ' '* '; do
        run --separate-stderr query x.idx -- "$(text "'$unit' * (60000 // len('$unit')) + ' night'")"
        [ "$status" -le 2 ]
        [ "${#stderr}" -lt 4000 ]
        [ -n "$stderr$output" ]
    done
}

@test "wildcards that stand for too much are refused or bounded" {
    refused "'a*' is too wide" 'a*'
    refused "'*' " '=a*' || refused "too wide" '=a*'
    answered '*'
    answered '***'
    answered '"*"'
    run -2 --separate-stderr query wide.idx 'wa*'
    contains "$stderr" "'wa*'"
    run -0 --separate-stderr query wide.idx 'wa**'
    contains "$stderr" "more than 1000 words hold 'wa'"
    run -0 --separate-stderr query wide.idx 'WA*** OR W***'
    contains "$stderr" "note: 'W*' is too wide: searched as 'W'"
    run -2 --separate-stderr query wide.idx '"wa*" OR wa* OR wa1*'
    run -2 --separate-stderr query wide.idx -- '-wa* wide'
    answered 'th* an* be* co* re* st* de* in* no* tr* wi*'
    answered "$(text '" ".join(a + b + "*" for a in "abcdefghij" for b in "abcdefghij")')"
}

@test "unbalanced and nested quotes" {
    equal "$(query -c x.idx '"night train' 2>/dev/null)" "$(query -c x.idx '"night train"')"
    equal "$(query -c x.idx 'train "' 2>/dev/null)" "$(query -c x.idx train)"
    answered '"night "train" milan"'
    answered "$(text '"\"" * 60001 + " night"')"
    answered "$(text '"\"night\" " * 200')"
    answered '"""'
    answered '=""'
    answered 'title:""'
    answered 'author:"'
}

@test "option-like words after --" {
    for word in --help --version --json --delete -n -x --; do
        run --separate-stderr query x.idx -- night "$word"
        [ "$status" -le 2 ]
        lacks "$output" "Usage"
        lacks "$stderr" "unknown option"
    done
    equal "$(query -c x.idx -- +night -train)" "$(query -c x.idx 'night NOT train')"
    equal "$(query -c -- x.idx night)" "$(query -c x.idx night)"
    refused "nothing to find, only '-night' to leave out" -night
}

@test "bytes that are no UTF-8, controls, an endless word, marks without letters, other scripts" {
    answered $'\xff\xfe\xc0\xaf\xed\xa0\x80'
    equal "$(query -c x.idx $'night \xff\xfe\xf5')" "$(query -c x.idx night)"
    equal "$(query -c x.idx $'\x01night\x02')" "$(query -c x.idx night)"
    answered "$(text '"n" * 60000')"
    answered "$(text '"\u0301" * 30000')"
    answered "$(text '"a" + "\u0301" * 30000')"
    answered "$(text '"\u591c" * 200')"
    answered "$(text '"\u0627\u0644 " * 100 + "\u202e\u2066"')"
    answered "$(text '"\U0001F600" * 10000')"
    answered "$(text '"a-" * 100 + "b"')"
}

@test "fields with nothing, with each other, with nonsense" {
    answered 'title:'
    answered 'title:title:title:night'
    answered 'source: night'
    answered 'author:!!! night'
    answered 'id:'
    answered "$(text '"id:" + "x" * 60000')"
    refused "is no date" 'date:title:night'
    answered 'date:..'
    refused "date" 'date:99999-01'
    refused "date" 'date:2023-02-30'
    refused "date" "$(text '"date:" + "9" * 60000')"
    refused "lang" 'lang:klingon' || answered 'lang:klingon'
}

@test "numbers without bound" {
    run -0 query x.idx --offset 18446744073709551615 night
    run -0 query x.idx -n 18446744073709551615 --offset 18446744073709551615 night
    equal "$(query --json -n 18446744073709551615 x.idx night | wc -l)" "$(query -c x.idx night)"
    run -2 query x.idx -n 18446744073709551616 night
}

@test "what all this costs in memory" {
    sanitized && skip "memory is measured without a sanitizer only"
    for q in "$(text '"(" * 60000')" "$(text '"\"" * 60001 + " night"')" 'wa*' \
        "$(text '" ".join("wa%d*" % i for i in range(10, 99))')"; do
        peak_memory peak "$PRESSMARK_BIN/pressmark-query" wide.idx -- "$q" >/dev/null 2>&1 || true
        [ "$(cat peak)" -lt 100000 ]
    done
}
