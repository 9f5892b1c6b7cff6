# Every write, sync, rename, mkdir and unlink fails in its turn: nothing false is said, nothing is lost.

load helpers
load ../fault/fault
load ../fault/every_call

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    fast_disk
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
