# What make says on a machine that lacks something.

setup() {
    : "${PRESSMARK_SOURCE:?}"
    cd "$PRESSMARK_SOURCE"
    out=$BATS_TEST_TMPDIR/build
    unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that runs the tests
}

# says HEADERS PACKAGES TARGET...: what is missing is said, and how to get it, before anything is compiled.
says() {
    run make O="$out" "$1=no-such-header.h" "$2=no-such-package" "${@:3}"
    [ "$status" -ne 0 ]
    [[ $output == "these packages are missing; install them,"*$'\n'*"apt-get install no-such-package"* ]]
    [[ $output != *error* ]]
}

@test "make says which packages it lacks, and installs none" {
    says BUILD_HEADERS BUILD_PACKAGES all
}

@test "bench-build and install say it, too" {
    says BUILD_HEADERS BUILD_PACKAGES bench-build
    says BUILD_HEADERS BUILD_PACKAGES install DESTDIR="$out"
}

@test "a compiler that is not there is among them" {
    run make O="$out" CC=no-such-compiler BUILD_PACKAGES=no-such-package all
    [ "$status" -ne 0 ]
    [[ $output == *"apt-get install no-such-package"* ]]
}

@test "what only tests need is asked for by tests only" {
    run make O="$out" TEST_HEADERS=no-such-header.h TEST_PACKAGES=no-such-package -n all
    [ "$status" -eq 0 ]
    [[ $output != *no-such-package* ]]
}
