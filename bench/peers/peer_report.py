"""The report of bench-peers as a table for people, as JSON, and as TSV for plotting."""
import json
import os
import statistics

import peerlib

COLUMNS = ["command", "class", "engine", "n", "mean_us", "p50_us", "p99_us", "per_second", "round_trip_mean_us",
           "matches", "same_work"]


def best_peer(by_peer, figure):
    """The fastest of the others, and its time as a multiple of ours: above 1 we are faster. The middle of what the
    rounds say, since a machine is slower in some than in others."""
    ours = by_peer.get(peerlib.OURS)
    ratios = {name: statistics.median(a[figure] / b[figure] for a, b in zip(row["rounds"], ours["rounds"]))
              for name, row in by_peer.items() if ours and name != peerlib.OURS}
    if not ratios:
        return None, None
    name = min(ratios, key=ratios.get)
    return name, ratios[name]


def add_ratios(report):
    report["ratios"] = {}
    for command, by_class in report["latency"].items():
        for kind, by_peer in by_class.items():
            row = {}
            for figure in ("mean", "p50", "p99"):
                name, ratio = best_peer(by_peer, figure)
                if name:
                    row[figure] = {"best_peer": name, "ratio": ratio}
            report["ratios"].setdefault(command, {})[kind] = row


def head(report):
    m, c, q = report["machine"], report["corpus"], report["queries"]
    yield f"{c['path']}: {c['articles']:,} articles, {c['text_bytes'] / 1e6:.1f} MB of text; {q['count']} queries of " \
          f"{q['path']}; {report['rounds']} rounds after {report['warm']} passes to warm up; {report['date']}"
    yield f"{m['cpu']}, {m['processors']} processors, Linux {m['kernel']}"
    yield from (f"{name}: {version}" for name, version in report["versions"].items())
    yield from (f"note: {note}" for note in report["notes"])


def building(report):
    yield ""
    yield f"{'building':<12}{'MB/s':>9}{'seconds':>9}{'cpu s':>9}{'peak MB':>9}{'index MB':>10}{'queries: peak MB':>18}"
    for name, row in report["build"].items():
        told = (("mb_per_second", 2), ("seconds", 2), ("cpu_seconds", 2), ("peak_mb", 0))
        yield f"{name:<12}" + "".join(f"{row[f]:>9.{n}f}" if f in row else f"{'-':>9}" for f, n in told) + \
              f"{row['bytes'] / 1e6:>10.2f}{report['query_peak_mb'][name]:>18.0f}"


def work(report):
    yield ""
    yield "matches of all queries of a class; the classes marked (*) are not the same work: counts differ by over 2 %"
    names = list(report["build"])
    yield f"{'':<20}{'queries':>8}{'no match':>9}" + "".join(f"{n:>12}" for n in names)
    for kind, row in sorted(report["classes"].items()):
        yield f"{mark(report, kind):<20}{row['queries']:>8}{row['without_match']:>9}" + \
            "".join(f"{row['counts'][n]:>12,}" for n in names) + \
            (f"   over 2 % from the first: {' '.join(row['differ'])}" if row["differ"] else "")


def mark(report, kind):
    return kind + ("" if report["classes"][kind]["same_work"] else " (*)")


def timing(report):
    yield ""
    yield f"microseconds by each engine's own clock; the pipe alone costs {report['pipe']['mean']:.1f} " \
          f"(p50 {report['pipe']['p50']:.1f}, p99 {report['pipe']['p99']:.1f}) of the round trip"
    for command, by_class in report["latency"].items():
        yield ""
        yield f"{command:<20}{'engine':<12}{'mean':>9}{'p50':>9}{'p99':>9}{'per s':>9}{'round trip':>12}"
        for kind, by_peer in sorted(by_class.items()):
            title = mark(report, kind)
            for name in report["build"]:
                row = by_peer[name]
                yield f"{title:<20}{name:<12}{row['mean']:>9.1f}{row['p50']:>9.1f}{row['p99']:>9.1f}" \
                      f"{row['per_second']:>9.0f}{row['round_trip']['mean']:>12.1f}"
                title = ""
            told = [f"{figure} {r['ratio']:.2f} ({r['best_peer']})"
                    for figure, r in report["ratios"][command][kind].items()]
            if told:
                yield f"{'':<20}best peer to us: " + ", ".join(told)


def rows(report):
    for command, by_class in report["latency"].items():
        for kind, by_peer in by_class.items():
            for name, row in by_peer.items():
                known = report["classes"][kind]
                yield [command, kind, name, row["n"], *(f"{row[f]:.3f}" for f in ("mean", "p50", "p99", "per_second")),
                       f"{row['round_trip']['mean']:.3f}", known["counts"][name], int(known["same_work"])]


def write(report, out):
    add_ratios(report)
    text = "\n".join([*head(report), *building(report), *work(report), *timing(report)]) + "\n"
    with open(os.path.join(out, "report.txt"), "w") as f:
        f.write(text)
    with open(os.path.join(out, "report.json"), "w") as f:
        json.dump(report, f, indent=1)
        f.write("\n")
    with open(os.path.join(out, "report.tsv"), "w") as f:
        f.writelines("\t".join(map(str, row)) + "\n" for row in [COLUMNS, *rows(report)])
    print(text, end="")
