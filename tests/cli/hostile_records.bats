# Records that mean harm: each ends in a named message or as an article, and its neighbours are indexed.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# Index hostile input KIND as FILE: STATUS, ADDED, REJECTED; then the index must be sound.
harm() {
    hostile "$1" "$2"
    run "-$3" --separate-stderr index x.idx "$2"
    equal "$output" ""
    counts "$4" 0 0 "$5"
    sound x.idx
}

neighbours() {
    equal "$(hits x.idx neighbour)" "before after"
}

@test "bytes that are no UTF-8: read as Windows-1252, all of it stored as UTF-8" {
    harm bad-utf8 x.jsonl 0 8 0
    index --dump x.idx | json 'all("glimmer" in d["text"] for d in docs[1:-1])' | grep -qx True
    equal "$(query -c x.idx glimmer)" 6
    equal "$(hits x.idx neighbour)" "before after"
}

@test "NUL bytes, raw and escaped, and a line of nothing else" {
    hostile nul-bytes x.jsonl
    run --separate-stderr index x.idx x.jsonl
    [ "$status" -le 1 ]
    sound x.idx
    equal "$(ids x.idx)" "before raw escaped after"
    run ! grep -qP '\x00|\\u0000' <(index --dump x.idx)
    equal "$(hits x.idx two)" raw
    equal "$(hits x.idx four)" escaped
    hostile nul-text y.txt
    index -q y.idx y.txt
    equal "$(hits y.idx '"quorum of herons"')" y.txt
}

@test "UTF-16 of either end" {
    harm utf16le x.jsonl 0 2 0
    equal "$(hits x.idx naïve)" after
    hostile utf16be y.txt
    run -0 --separate-stderr index y.idx y.txt
    contains "$stderr" "1 article"
    contains "$stderr" "replaced by U+FFFD"
    equal "$(hits y.idx café)" y.txt
}

@test "an empty file, a file of blanks, of newlines, of a mark alone" {
    : >empty.jsonl
    printf '   ' >blank.txt
    printf '\n\n\n' >newlines.jsonl
    printf '\357\273\277' >mark.txt
    article a One herons >z.jsonl
    run -1 --separate-stderr index x.idx empty.jsonl blank.txt newlines.jsonl mark.txt z.jsonl
    contains "$stderr" "empty.jsonl: the file is empty"
    equal "$(ids x.idx)" a
    for kind in csv json reuters trec html text; do
        run -1 --separate-stderr index --format $kind $kind.idx empty.jsonl
        contains "$stderr" "the file is empty"
    done
}

@test "broken lines of JSON among good ones: each named by its line" {
    harm broken-line x.jsonl 1 2 7
    for line in 2 3 4 5 6 7 8; do contains "$stderr" "x.jsonl:$line: "; done
    neighbours
}

@test "JSON nested 100,000 deep" {
    harm deep-json x.jsonl 1 2 3
    contains "$stderr" "x.jsonl:2: nested too deep"
    neighbours
    hostile deep-array y.json
    run -1 --separate-stderr index y.idx y.json
    contains "$stderr" "y.json:1: "
}

@test "a page of 100,000 elements in each other" {
    harm deep-html x.html 0 1 0
    equal "$(hits x.idx paragraph)" x.html
}

@test "CSV with a quote that is never closed: that record is named, the rest is read" {
    harm open-quote-csv x.csv 1 2,001 1
    contains "$stderr" "x.csv:3: a quoted field without end"
    equal "$(hits x.idx id:row-1999)" row-1999
    equal "$(hits x.idx neighbour)" before
}

@test "CSV of 100,000 columns, without header, with rows too short and too long" {
    harm wide-csv x.csv 0 1 0
    equal "$(hits x.idx body)" wide
    printf 'id,title,text\na,One\nb,Two,cranes,more,and more\nc\n,,\nd,Four,herons\n' >odd.csv
    run -1 --separate-stderr index y.idx odd.csv
    contains "$stderr" "odd.csv:3: the row has more fields than the header"
    contains "$stderr" "odd.csv:5: record without"
    equal "$(ids y.idx)" "a c d"
}

@test "SGML without closing tags: what the next record ends is read, the last one is named" {
    harm open-sgml x.sgm 1 2 1
    contains "$stderr" "the file ends before </REUTERS>"
    equal "$(hits x.idx herons)" "1 2"
    hostile open-trec y.trec
    run -1 --separate-stderr index y.idx y.trec
    contains "$stderr" "the file ends before </DOC>"
    equal "$(hits y.idx herons)" "T-1 T-2"
}

@test "odd ids: 5,000 bytes, NUL, newline, controls, numbers, lists: each article can be shown and deleted" {
    harm odd-ids x.jsonl 0 15 0
    equal "$(query -c x.idx herons)" 13
    equal "$(query --json -n 99 x.idx herons | json 'len(set(d["id"] for d in docs))')" 13
    run -0 query x.idx --show 17
    long=$(python3 -c 'print("x" * 4999 + "b")')
    equal "$(query --json --show "$long" x.idx | json 'docs[0]["title"]')" "odd 1"
    index --dump x.idx | json '"\n".join(d["id"] for d in docs)' >all
    while read -r id; do run -0 query x.idx --show "$id"; done <all
    index -q --delete x.idx - <all
    equal "$(ids x.idx)" ""
    run -0 grep -c . all
    equal "$output" 15
}

@test "one id four times: the last record stands" {
    hostile same-ids x.jsonl
    index -q x.idx x.jsonl
    sound x.idx
    equal "$(query --json --show same x.idx | json 'docs[0]["text"]')" "first herons"
    equal "$(hits x.idx second OR third)" ""
    equal "$(query -c x.idx herons)" 2
}

@test "dates that no calendar has are left out and counted, the articles stay" {
    hostile bad-dates x.jsonl
    run -0 --separate-stderr index x.idx x.jsonl
    counts 16 0 0 0
    contains "$stderr" "without their date, which made no sense"
    sound x.idx
    equal "$(query -c x.idx neighbour)" 16
    equal "$(index --dump x.idx | json '[d["date"] for d in docs if "date" in d]')" "['2023-07-27']"
}

@test "100,000 topics and authors, a topic of 1 MB, a title of 5 MB" {
    harm many-topics x.jsonl 0 3 0
    equal "$(hits x.idx 'topic:"name 7777"')" topics
    equal "$(hits x.idx 'author:"name 7777" neighbour')" topics
    hostile huge-title y.jsonl
    index -q y.idx y.jsonl
    equal "$(hits y.idx title:herons)" title
    run -0 query y.idx herons
    sound y.idx
}

@test "a million combining marks on a letter, words of a million letters, none of them ever the same" {
    harm marks x.jsonl 0 4 0
    equal "$(hits x.idx --sort date herons)" "marks run"
    run -0 query x.idx herons
    neighbours
    hostile huge-words y.jsonl
    index -q y.idx y.jsonl
    equal "$(hits y.idx neighbour)" "before after"
    sound y.idx
}

@test "control and bidi characters in every field" {
    harm controls x.jsonl 0 1 0
    run -0 --separate-stderr index --stats x.idx
    acted_on='[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'
    run ! grep -qP "$acted_on" <<<"$output"
    index --stats --json x.idx | json 'docs[0]["articles"]' | grep -qx 1
}

@test "control characters in a file's name, or in an id to delete, do not reach stderr" {
    name=$'bad\e[31m\a\u202e.jsonl'
    echo '{broken' >"$name"
    run -1 --separate-stderr index x.idx "$name" $'missing\e[2J'
    run ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' <<<"$stderr"
    contains "$stderr" "malformed"
    run -1 --separate-stderr index --delete x.idx $'no\e[2J\nsuch'
    run ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]' <<<"$stderr"
    equal "$(grep -c 'no article has' <<<"$stderr")" 1
}

@test "bytes that look like nothing are no article, under any format that is forced" {
    hostile random-bytes x.bin
    run -1 --separate-stderr index x.idx x.bin
    contains "$stderr" "x.bin: no known format"
    for kind in jsonl json csv tsv reuters trec html text; do
        run --separate-stderr index -q --format $kind $kind.idx x.bin
        [ "$status" -le 1 ]
        sound $kind.idx
    done
}
