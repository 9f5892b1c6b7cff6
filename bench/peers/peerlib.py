"""What the scripts here share: adapters, documents, queries, and running one program at a time."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PIPE = "echo"  # the adapter that does nothing
OURS = "pressmark"


def fail(message):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {message}")


def run(command, stdin=None, stdout=subprocess.DEVNULL):
    """Run a command that must not fail. Its resource usage, and what it wrote if stdout is a pipe."""
    with tempfile.TemporaryFile() as said:
        try:
            child = subprocess.Popen(command, stdin=stdin or subprocess.DEVNULL, stdout=stdout, stderr=said)
        except OSError as why:
            fail(f"cannot run '{command[0]}': {why.strerror}")
        out = child.stdout.read() if stdout == subprocess.PIPE else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            fail(f"{command[0]} failed: {said.read().decode(errors='replace').strip()}")
    return usage, out


def adapters(build, names):
    """The adapters that were built, by name, and of each other one why it was not."""
    found, left_out = {}, {}
    shared = os.path.join(os.path.dirname(os.path.abspath(build)), "peers")
    for name in names:
        for folder in (os.path.join(build, "peers"), shared):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK) and os.path.isfile(path):
                found[name] = path
        if name not in found:
            left_out[name] = why_not_built(os.path.join(shared, name + ".log"))
    return found, left_out


def why_not_built(log):
    try:
        with open(log, errors="replace") as f:
            lines = [line.strip() for line in f if not line.startswith(("make", "gcc ", "g++ ", "clang"))]
    except OSError:
        lines = []
    return lines[0] if lines else "there is no adapter of that name"


def version(adapter):
    return run([adapter, "version"], stdout=subprocess.PIPE)[1].decode().strip()


def write_documents(build, corpus, out):
    """Any input that pressmark-index reads, as lines {"id", "text"}. How many, and bytes of text."""
    indexer = os.path.join(build, "pressmark-index")
    count = size = 0
    with tempfile.TemporaryDirectory(prefix="pressmark-peers-") as scratch:
        index, dump = os.path.join(scratch, "corpus.idx"), os.path.join(scratch, "dump.jsonl")
        subprocess.run([indexer, "-q", index, corpus], check=False)
        with open(dump, "wb") as f:
            run([indexer, "--dump", index], stdout=f)
        with open(dump, "rb") as f, open(out, "w", encoding="utf-8") as to:
            for line in f:
                article = json.loads(line)
                text = "\n".join(article[k] for k in ("title", "text") if article.get(k)).strip()
                if re.search(r"\w", text):
                    to.write(json.dumps({"id": article["id"], "text": text}, ensure_ascii=False) + "\n")
                    count += 1
                    size += len(text.encode())
    if not count:
        fail(f"no article was read from '{corpus}'")
    return count, size


def count_documents(path):
    """The same of lines that were written before."""
    if not os.path.exists(path):
        fail(f"there is no '{path}': run without KEEP at first")
    with open(path, encoding="utf-8") as f:
        sizes = [len(json.loads(line)["text"].encode()) for line in f]
    return len(sizes), sum(sizes)


def build_index(adapter, documents, folder):
    """Build anew; the child's resource usage."""
    shutil.rmtree(folder, ignore_errors=True)
    with open(documents, "rb") as f:
        return run([adapter, "build", folder], stdin=f)[0]


def ask(adapter, folder, lines):
    """Give an adapter lines without waiting between them; all that it answers."""
    with tempfile.TemporaryFile() as f:
        f.write("".join(line + "\n" for line in lines).encode())
        f.seek(0)
        return run([adapter, "query", folder], stdin=f, stdout=subprocess.PIPE)[1].decode()


def read_queries(path):
    """(qid, query) of TSV, or of a query a line."""
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f.read().split("\n"), 1):
            qid, tab, query = line.rstrip("\r").partition("\t")
            if qid.strip():
                yield (qid, query.strip()) if tab else (str(number), qid.strip())


def folder_bytes(path):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, names in os.walk(path) for f in names)
