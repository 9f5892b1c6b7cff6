# Pressmark: index a news corpus, run ranked queries from the shell.   `make help` lists the targets.

VERSION := 0.1.0
VARIANT ?= release
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
CXX     := $(if $(filter default,$(origin CXX)),$(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),g++),$(CXX))
AR      ?= ar
PREFIX  ?= /usr/local
O       ?= build

# Debian 12 names. What the programs are built from, and what the tests need besides.
BUILD_PACKAGES := gcc g++ make pkg-config libxapian-dev libstemmer-dev zlib1g-dev libutf8proc-dev \
	libarchive-dev libjansson-dev libcsv-dev libxxhash-dev
TEST_PACKAGES  := libcmocka-dev bats python3 valgrind clang groff man-db zip xz-utils bzip2 zstd file git

# ---- flags -------------------------------------------------------------------------------------

WARN     := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wformat=2 -Wwrite-strings -Wvla
CWARN    := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
HARDEN   := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDHARDEN := -pie -Wl,-z,relro,-z,now

FLAGS_release := -O2 -g $(HARDEN)
FLAGS_debug   := -O0 -g3 -fstack-protector-strong -fPIE
FLAGS_asan    := -O1 -g -fPIE -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FLAGS_cov     := -O0 -g -fPIE --coverage
VARIANTS      := release debug asan cov
ifeq ($(filter $(VARIANT),$(VARIANTS)),)
$(error VARIANT=$(VARIANT) is unknown: one of $(VARIANTS))
endif

CPPFLAGS_ALL := -D_GNU_SOURCE -DPRESSMARK_VERSION='"$(VERSION)"' -Ishim -I. -MMD -MP $(CPPFLAGS)
CFLAGS_ALL   := -std=c11 $(CWARN) $(FLAGS_$(VARIANT)) -pthread $(CFLAGS)
CXXFLAGS_ALL := -std=c++17 $(WARN) $(FLAGS_$(VARIANT)) -fvisibility=hidden $(CXXFLAGS)
LDFLAGS_ALL  := $(FLAGS_$(VARIANT)) $(LDHARDEN) -pthread -Wl,--as-needed $(LDFLAGS)

# A query's process lives some milliseconds, and every shared library costs it a tenth of one: the small ones are
# linked in. Xapian brings zlib along anyway.
SHIM_LIBS   := -lxapian -lz -Wl,-Bstatic -lstemmer -lutf8proc -ljansson -lxxhash -Wl,-Bdynamic
CORPUS_LIBS := -larchive -lcsv

# Objects of different variants, compilers or flags never mix.
FLAGS_KEY := $(shell printf '%s' '$(CC) $(CXX) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(CXXFLAGS_ALL)' | cksum | cut -d' ' -f1)
B         := $(O)/$(VARIANT)-$(notdir $(CC))-$(FLAGS_KEY)

# ---- what is built -----------------------------------------------------------------------------

PROGRAMS     := pressmark-index pressmark-query
INDEX_MAIN   := indexer/pressmark_index.c
QUERY_MAIN   := query/pressmark_query.c
SHIM_SRC     := $(wildcard shim/*/*.c shim/*/*.cc)
CORPUS_SRC   := $(wildcard corpus/*.c)
INDEXER_SRC  := $(filter-out $(INDEX_MAIN),$(wildcard indexer/*.c))
QUERY_SRC    := $(filter-out $(QUERY_MAIN),$(wildcard query/*.c))
UNIT_SRC     := $(wildcard tests/unit/test_*.c)

# Programs that measure: bench/NAME.c or bench/NAME.cc with its main, underscores for hyphens. All else in bench/*.c is
# what they share.
BENCH_PROGRAMS := pressmark-bench plain_xapian record_ratio whole_process
BENCH_MAINS  := $(foreach p,$(subst -,_,$(BENCH_PROGRAMS)),$(wildcard bench/$(p).c bench/$(p).cc))
BENCH_SRC    := $(filter-out $(BENCH_MAINS),$(wildcard bench/*.c))

obj = $(patsubst %,$(B)/%.o,$(basename $(1)))
SHIM_LIB    := $(B)/libshim.a
CORPUS_LIB  := $(B)/libcorpus.a
INDEXER_LIB := $(B)/libindexer.a
QUERY_LIB   := $(B)/libquery.a
BENCH_LIB   := $(B)/libbench.a
UNIT_BIN    := $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT_SRC))
FAULT_LIB   := $(B)/faultlib.so
BENCH_BIN   := $(addprefix $(B)/bench/,$(BENCH_PROGRAMS))
MAN_PAGES   := $(addprefix $(B)/,$(addsuffix .1,$(PROGRAMS)))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help quickstart check unit cli lint install uninstall clean bench-build packages-build packages-test where

all: $(addprefix $(B)/,$(PROGRAMS)) $(MAN_PAGES)
	@mkdir -p $(O)/bin && for p in $(PROGRAMS); do ln -sf ../$(notdir $(B))/$$p $(O)/bin/$$p; done

where: ; @echo $(B)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -c $< -o $@

$(B)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS_ALL) $(CXXFLAGS_ALL) -c $< -o $@

$(SHIM_LIB): $(call obj,$(SHIM_SRC))
$(CORPUS_LIB): $(call obj,$(CORPUS_SRC))
$(INDEXER_LIB): $(call obj,$(INDEXER_SRC))
$(QUERY_LIB): $(call obj,$(QUERY_SRC))
$(BENCH_LIB): $(call obj,$(BENCH_SRC))
$(B)/lib%.a:
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/pressmark-index: $(call obj,$(INDEX_MAIN)) $(INDEXER_LIB) $(CORPUS_LIB) $(SHIM_LIB)
	$(CXX) $(LDFLAGS_ALL) $^ $(CORPUS_LIBS) $(SHIM_LIBS) -o $@

$(B)/pressmark-query: $(call obj,$(QUERY_MAIN)) $(QUERY_LIB) $(SHIM_LIB)
	$(CXX) $(LDFLAGS_ALL) $^ $(SHIM_LIBS) -o $@

$(B)/tests/%: $(B)/tests/unit/%.o $(BENCH_LIB) $(INDEXER_LIB) $(QUERY_LIB) $(CORPUS_LIB) $(SHIM_LIB)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) $^ $(CORPUS_LIBS) $(SHIM_LIBS) -lcmocka -lm -o $@

# Loaded before the C library of a program under test: no sanitizer in it.
$(FAULT_LIB): tests/fault/faultlib.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -std=c11 $(CWARN) -O1 -g -fPIC -shared $< -ldl -o $@

$(B)/bench/pressmark-bench: $(B)/bench/pressmark_bench.o $(BENCH_LIB) $(QUERY_LIB) $(SHIM_LIB)
	$(CXX) $(LDFLAGS_ALL) $^ $(SHIM_LIBS) -lm -o $@

$(B)/bench/%: $(B)/bench/%.o $(CORPUS_LIB) $(SHIM_LIB)
	$(CXX) $(LDFLAGS_ALL) $^ $(CORPUS_LIBS) $(SHIM_LIBS) -o $@

# The option lists of the man pages are the programs' own tables.
$(B)/pressmark-index.1: indexer/pressmark-index.1.in $(B)/pressmark-index
$(B)/pressmark-query.1: query/pressmark-query.1.in $(B)/pressmark-query
$(B)/%.1:
	@$(B)/$* --print-man-options > $@.options
	@sed -e '/^@OPTIONS@$$/{r $@.options' -e 'd}' -e 's/@VERSION@/$(VERSION)/g' $< > $@

-include $(patsubst %.o,%.d,$(call obj,$(SHIM_SRC) $(CORPUS_SRC) $(INDEXER_SRC) $(QUERY_SRC) $(INDEX_MAIN) $(QUERY_MAIN) $(UNIT_SRC) $(BENCH_SRC) $(BENCH_MAINS)))

# ---- what people type --------------------------------------------------------------------------

help:
	@echo 'make                      build the programs into $(O)/bin'
	@echo 'make quickstart           install what is missing, build, index the sample corpus, search it'
	@echo 'make check                install what the tests need, build, run every test'
	@echo 'make lint                 check includes, warnings under gcc and clang, scripts, man pages'
	@echo 'make bench-build          build the benchmark programs'
	@echo 'make VARIANT=debug|asan|cov   other builds, side by side'
	@echo 'make install PREFIX=/usr/local DESTDIR=    programs, man pages, shell completion'
	@echo 'make uninstall, make clean'

packages-build: ; @tools/need-packages $(BUILD_PACKAGES)
packages-test:  ; @tools/need-packages $(BUILD_PACKAGES) $(TEST_PACKAGES)

quickstart: packages-build
	@$(MAKE) --no-print-directory -j$$(nproc) all >/dev/null
	@tools/quickstart $(O)/bin

check: packages-test
	@$(MAKE) --no-print-directory -j$$(nproc) all $(UNIT_BIN) $(FAULT_LIB) bench-build >/dev/null
	@tests/run '$(B)'

unit: packages-test $(UNIT_BIN)
	@tests/run '$(B)' unit

cli: all $(FAULT_LIB) bench-build
	@tests/run '$(B)' cli

bench-build: $(BENCH_BIN)

lint: packages-test
	@tests/lint

install: all
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions'
	install -m 755 $(addprefix $(B)/,$(PROGRAMS)) '$(DESTDIR)$(PREFIX)/bin'
	install -m 644 $(MAN_PAGES) '$(DESTDIR)$(PREFIX)/share/man/man1'
	for p in $(PROGRAMS); do $(B)/$$p --print-completion > \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/'$$p || exit 1; done

uninstall:
	for p in $(PROGRAMS); do rm -f '$(DESTDIR)$(PREFIX)/bin/'$$p \
		'$(DESTDIR)$(PREFIX)/share/man/man1/'$$p.1 \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/'$$p; done

clean:
	rm -rf $(O) quickstart.idx
