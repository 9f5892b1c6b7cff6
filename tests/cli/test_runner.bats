# tests/run itself, fed with programs that pass, fail, skip, crash, hang and stop early.

setup() {
    root=$BATS_TEST_TMPDIR/root
    build=$BATS_TEST_TMPDIR/build
    mkdir -p "$root/tests/cli" "$build/tests"
    cp "$PRESSMARK_SOURCE/tests/run" "$root/tests/run"
}

# A test program NAME whose shell code is read from stdin.
program() {
    { echo '#!/bin/sh'; cat; } >"$build/tests/$1"
    chmod +x "$build/tests/$1"
}

last_line() {
    echo "${lines[${#lines[@]} - 1]}"
}

@test "passing programs: counts on the last line, status 0" {
    program test_a <<<'echo 1..2; echo ok 1 - one; echo ok 2 - two'
    program test_b <<<'echo ok 1 - three; echo 1..1'
    run "$root/tests/run" "$build"
    [ "$status" = 0 ]
    [ "$(last_line)" = "3 passed, 0 failed" ]
    [[ $output == *"test_a "*"2 passed"* ]]
    [[ $output != *one* ]]
}

@test "a failed test: its name and output are shown, those of passed ones are not" {
    program test_a <<<'echo 1..2; echo noise; echo ok 1 - fine; echo not ok 2 - broken; echo "# 1 != 2"
                       exit 1'
    program test_b <<<'echo 1..1; echo ok 1 - silent; echo chatter'
    run "$root/tests/run" "$build"
    [ "$status" = 1 ]
    [ "$(last_line)" = "2 passed, 1 failed" ]
    [[ $output == *"FAILED: broken"* && $output == *"# 1 != 2"* ]]
    [[ $output != *chatter* ]]
}

@test "skipped tests are counted and named, in cmocka's way and in bats'" {
    program test_a <<<'echo 1..3; echo ok 1 - x; echo "not ok 2 # SKIP no_corpora"
                       echo "ok 3 net # skip no network"'
    run "$root/tests/run" "$build"
    [ "$status" = 0 ]
    [ "$(last_line)" = "1 passed, 0 failed, 2 skipped" ]
    [[ $output == *"test_a: no_corpora"* && $output == *"test_a: net # skip no network"* ]]
}

@test "a crash fails, even when every test seen passed" {
    program test_a <<<'echo 1..1; echo ok 1 - x; kill -SEGV $$'
    run "$root/tests/run" "$build"
    [ "$status" = 1 ]
    [ "$(last_line)" = "1 passed, 1 failed" ]
    [[ $output == *"ended with status 139"* ]]
}

@test "stopping before the plan is done fails" {
    program test_a <<<'echo 1..3; echo ok 1 - x'
    run "$root/tests/run" "$build"
    [ "$status" = 1 ]
    [ "$(last_line)" = "1 passed, 1 failed" ]
    [[ $output == *"2 of 3 tests did not end"* ]]
}

@test "a program that says nothing, or fails without saying so, fails" {
    program test_a <<<'exit 0'
    program test_b <<<'echo 1..1; echo ok 1 - x; exit 3'
    run "$root/tests/run" "$build"
    [ "$status" = 1 ]
    [ "$(last_line)" = "1 passed, 2 failed" ]
    [[ $output == *"no TAP plan"* && $output == *"ended with status 3"* ]]
}

@test "a program that hangs is ended and fails" {
    program test_a <<<'echo 1..1; echo ok 1 - x; sleep 60'
    PRESSMARK_TEST_SECONDS=1 run "$root/tests/run" "$build"
    [ "$status" = 1 ]
    [ "$(last_line)" = "1 passed, 1 failed" ]
    [[ $output == *"ended with status 124"* ]]
}

@test "no test at all, or a build folder that is not there, is a failure" {
    run "$root/tests/run" "$build"
    [ "$status" = 1 ]
    [ "$(last_line)" = "0 passed, 0 failed" ]
    run "$root/tests/run" "$build/nowhere"
    [ "$status" = 1 ]
    run "$root/tests/run" "$build" unti
    [ "$status" = 1 ]
    [[ $output == *"usage"* ]]
}

@test "programs get their surroundings, and their scratch folder goes afterwards" {
    program test_a <<END
echo 1..1
[ "\$PRESSMARK_BIN" = "$build" ] && [ "\$PRESSMARK_SOURCE" = "$root" ] && [ "\$TZ" = UTC ] &&
    [ "\$LC_ALL" = C.UTF-8 ] && [ "\$PWD" = "$root" ] && mkdir "\$TMPDIR/deep" && chmod 0 "\$TMPDIR/deep" &&
    echo "\$TMPDIR" > "$build/where" && echo ok 1 - all
END
    run "$root/tests/run" "$build"
    [ "$status" = 0 ]
    [ ! -e "$(cat "$build/where")" ]
}

@test "bats files run too, unit and cli choose" {
    program test_a <<<'echo 1..1; echo ok 1 - a'
    echo '@test "b" { true; }' >"$root/tests/cli/b.bats"
    run "$root/tests/run" "$build"
    [ "$status" = 0 ]
    [ "$(last_line)" = "2 passed, 0 failed" ]
    run "$root/tests/run" "$build" unit
    [[ $output == *test_a* && $output != *b.bats* ]]
    run "$root/tests/run" "$build" cli
    [[ $output != *test_a* && $output == *b.bats* ]]
    echo '@test "c" { echo why; false; }' >"$root/tests/cli/b.bats"
    run "$root/tests/run" "$build" cli
    [ "$status" = 1 ]
    [ "$(last_line)" = "0 passed, 1 failed" ]
    [[ $output == *why* ]]
}
