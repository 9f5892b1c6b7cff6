# Paths, packed files and archives that mean harm: named, counted, the neighbours indexed.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR"
    article left One herons >a-left.jsonl
    article right Two herons >z-right.jsonl
}

# Far more than any of this should take, in KB; and a sanitizer needs memory of its own.
memory_max=200000
in_little_memory() {
    sanitized || [ "$(cat peak)" -lt $memory_max ] || { echo "peak memory: $(cat peak) KB"; return 1; }
}

# Index hostile input KIND as FILE between two good files; it is rejected with the MESSAGE.
harm() {
    hostile "$1" "$2"
    run -1 --separate-stderr peak_memory peak "$PRESSMARK_BIN/pressmark-index" x.idx a-left.jsonl "$2" z-right.jsonl
    in_little_memory
    equal "$output" ""
    contains "$stderr" "$3"
    lacks "$stderr" "rejected 0"
    equal "$(hits x.idx herons | tr ' ' '\n' | grep -E '^(left|right)$' | paste -sd' ')" "left right"
    sound x.idx
}

# ---- paths ----

@test "a path that is not there, one through a file, an empty one" {
    run -1 --separate-stderr index x.idx a-left.jsonl missing.jsonl a-left.jsonl/below '' z-right.jsonl
    contains "$stderr" "cannot read 'missing.jsonl': No such file or directory"
    contains "$stderr" "cannot read 'a-left.jsonl/below': Not a directory"
    contains "$stderr" "cannot read ''"
    contains "$stderr" "3 files that could not be read"
    counts 2 0 0 3
}

@test "a file that may not be read" {
    [ "$(id -u)" != 0 ] || skip "root reads everything"
    chmod 000 a-left.jsonl
    run -1 --separate-stderr index x.idx a-left.jsonl z-right.jsonl
    contains "$stderr" "cannot read 'a-left.jsonl': Permission denied"
    equal "$(ids x.idx)" right
}

@test "a directory that links to itself, with and without --follow-links" {
    mkdir -p dir/sub
    mv a-left.jsonl z-right.jsonl dir
    ln -s .. dir/sub/loop
    ln -s dir dir/self
    ln -s nowhere dir/dangling
    run -1 --separate-stderr index x.idx dir
    contains "$stderr" "'dir/sub/loop' is a symbolic link and not followed"
    equal "$(ids x.idx)" "left right"
    run -1 --separate-stderr index --follow-links y.idx dir
    contains "$stderr" "dir/sub/loop'"
    equal "$(ids y.idx)" "left right"
}

@test "a directory 300 deep, names of odd bytes, pipes, sockets and devices" {
    python3 -c 'import os, socket
os.mkdir("tree"); os.chdir("tree")
open(b"bad\xff\xfename.jsonl", "w").write("{\"title\": \"odd name\", \"text\": \"herons\"}\n")
os.mkfifo("pipe.jsonl")
socket.socket(socket.AF_UNIX).bind("socket.jsonl")
for _ in range(300): os.mkdir("d"); os.chdir("d")
open("deep.jsonl", "w").write("{\"id\": \"deep\", \"text\": \"herons\"}\n")'
    run -1 --separate-stderr index x.idx a-left.jsonl tree /dev/null
    contains "$stderr" "'tree/pipe.jsonl' is a pipe"
    contains "$stderr" "'tree/socket.jsonl' is a device or a socket"
    contains "$stderr" "'/dev/null' is a device"
    contains "$stderr" "nested too deep"
    equal "$(query -c x.idx herons)" 2
    sound x.idx
    index --dump x.idx | json 'docs[1]["id"]' | grep -q $'bad\ufffd\\+name.jsonl'
}

@test "the index among its own inputs is no input" {
    mkdir in
    mv a-left.jsonl in
    run -0 --separate-stderr index in/x.idx in
    counts 1 0 0 0
    run -0 --separate-stderr index in/x.idx in
    counts 0 0 1 0
    sound in/x.idx
}

@test "a closed standard input, a directory for one; closed output does not go into files" {
    run -1 --separate-stderr bash -c '"$PRESSMARK_BIN/pressmark-index" x.idx a-left.jsonl - <&-'
    contains "$stderr" "cannot read '-'"
    run -0 bash -c '"$PRESSMARK_BIN/pressmark-index" y.idx a-left.jsonl >&- 2>&-'
    run ! grep -rq pressmark-index y.idx
    sound y.idx
    run -1 --separate-stderr bash -c '"$PRESSMARK_BIN/pressmark-index" x.idx a-left.jsonl - <.'
    contains "$stderr" "cannot read '-': Is a directory"
    equal "$(ids x.idx)" left
}

# ---- packed ----

@test "a gzip file that ends in its middle: what is whole is indexed" {
    harm cut-gz m.jsonl.gz "damaged or cut off"
    [ "$(stat_of x.idx 's["articles"]')" -gt 1000 ]
    contains "$stderr" "1 file or archive that ends too early or is damaged"
}

@test "a gzip file whose checksum does not fit" {
    harm false-gz m.jsonl.gz "damaged or cut off"
}

@test "a gzip file with a second part, and with rubbish behind it" {
    { gzip -c a-left.jsonl; gzip -c z-right.jsonl; } >two.jsonl.gz
    index -q x.idx two.jsonl.gz
    equal "$(ids x.idx)" "left right"
    { gzip -c a-left.jsonl; echo rubbish behind; } >more.jsonl.gz
    run --separate-stderr index -q y.idx more.jsonl.gz
    [ "$status" -le 1 ]
    equal "$(ids y.idx)" left
}

@test "bombs of gzip, bzip2 and xz, and of zip; memory stays small" {
    for kind in gz bz2 xz; do
        harm bomb-$kind m.jsonl.$kind "unpacks to more than 1000 times its size"
    done
    harm bomb-zip m.zip "m.zip(b.jsonl):1: unpacks to more than 1000 times its size"
    contains "$(ids x.idx)" before
}

@test "an archive in an archive is not opened" {
    harm bomb-nested m.jsonl.gz "an archive inside an archive is not opened"
}

@test "members named ../../x, or from the root: read as labels, nothing is written there" {
    mkdir -p deep/er
    hostile escaping-zip deep/er/m.zip
    (cd deep/er && index -q x.idx m.zip)
    equal "$(ids deep/er/x.idx)" \
        "m.zip(../../x.jsonl)#1 m.zip(/tmp/pressmark-escaped.jsonl)#1 m.zip(a/../../../y.jsonl)#1 m.zip(ok.jsonl)#1"
    equal "$(find . -name 'x.jsonl' -o -name 'y.jsonl' | wc -l)" 0
    [ ! -e /tmp/pressmark-escaped.jsonl ]
}

@test "a zip file cut short, one of no members, one with a password" {
    harm cut-zip m.zip "damaged or cut off"
    printf 'PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >none.zip
    run -1 --separate-stderr index y.idx none.zip z-right.jsonl
    contains "$stderr" "none.zip: the file is empty"
    equal "$(ids y.idx)" right
    command -v zip >/dev/null || return 0
    zip -q -P secret locked.zip a-left.jsonl
    run -1 --separate-stderr index z.idx locked.zip z-right.jsonl
    contains "$stderr" "is encrypted"
    equal "$(ids z.idx)" right
}

@test "a tar file with links and devices: they are named, files are read" {
    python3 -c 'import io, tarfile
t = tarfile.open("m.tar", "w")
def add(name, kind, data=b"", target=""):
    i = tarfile.TarInfo(name); i.type = kind; i.size = len(data); i.linkname = target; t.addfile(i, io.BytesIO(data))
add("ok.jsonl", tarfile.REGTYPE, b"{\"id\": \"in\", \"text\": \"herons\"}\n")
add("hard.jsonl", tarfile.LNKTYPE, target="/etc/passwd")
add("soft.jsonl", tarfile.SYMTYPE, target="../../etc/passwd")
add("null", tarfile.CHRTYPE)
t.close()'
    run -1 --separate-stderr index x.idx m.tar
    equal "$(ids x.idx)" in
    contains "$stderr" "m.tar: member 'soft.jsonl' is a link or a device"
    counts 1 0 0 3
}

# ---- large ----

@test "100 MB: a line that is no record, a record, a text: rejected by size, in little memory" {
    for kind in huge-line huge-body huge-text; do
        extension=jsonl
        [ $kind != huge-text ] || extension=txt
        hostile $kind big.$extension
        run -1 --separate-stderr peak_memory peak \
            "$PRESSMARK_BIN/pressmark-index" $kind.idx big.$extension z-right.jsonl
        rm big.$extension
        contains "$stderr" "record larger than 67108864 bytes"
        contains "$stderr" "1 record over the size limit"
        in_little_memory
        [ $kind = huge-text ] || contains "$(ids $kind.idx)" "before after"
        contains "$(ids $kind.idx)" right
    done
}

@test "94 MB of text in a record, with --record-max over it: indexed whole, found, checked" {
    hostile largest-body big.jsonl
    run -0 --separate-stderr peak_memory peak "$PRESSMARK_BIN/pressmark-index" --record-max 90M x.idx big.jsonl
    rm big.jsonl
    counts 3 0 0 0
    equal "$(hits x.idx after)" "huge after"
    equal "$(stat_of x.idx 's["text_bytes"] > 94000000')" True
    memory_max=900000
    in_little_memory
    sound x.idx
}

@test "a text of two million different words: stored whole, in bounded memory" {
    memory_max=400000
    hostile unique-words big.jsonl
    run -0 peak_memory peak "$PRESSMARK_BIN/pressmark-index" -q x.idx big.jsonl
    rm big.jsonl
    in_little_memory
    equal "$(hits x.idx neighbour)" "before after"
    equal "$(hits x.idx '"w77 w78"')" unique
    equal "$(query --json --show unique x.idx | json 'len(docs[0]["text"].split())')" 2000002
}

@test "--record-max to the byte" {
    article a t "$(printf '%0200d' 0)" >one.jsonl
    size=$(($(stat -c %s one.jsonl) - 1))
    run -0 index -q --record-max $size x.idx one.jsonl
    run -1 --separate-stderr index --record-max $((size - 1)) y.idx one.jsonl
    contains "$stderr" "one.jsonl:1: record larger than $((size - 1)) bytes"
    equal "$(ids y.idx)" ""
}
