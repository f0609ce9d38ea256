#!/usr/bin/env python3
"""Draw hits of the rules on unlabelled texts, to be read by eye: what a rule takes, with what stands around it.

    tests/draw_hits.py BINARY CORPUS OUT [--least 20] [--draw 50] [--of-one 15] [--only PREFIX …] [--args "…"]

CORPUS is corpus.jsonl.gz (or a folder that holds it); publishers that are kept aside (see holdout.py) are left out. For
each rule that fires in --least documents and more, --draw hits are drawn with a fixed seed, at most --of-one of one
publisher, and written to OUT/PACK--NAME.txt. OUT/counts.tsv has, for every rule that fires: documents, publishers, hits.
The same binary, rules and corpus give the same files.
"""
import argparse
import collections
import gzip
import json
import os
import random
import shlex
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from holdout import kept_aside

AROUND = 90


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--least", type=int, default=20, help="documents in which a rule must fire")
    parser.add_argument("--draw", type=int, default=50, help="hits drawn of a rule")
    parser.add_argument("--of-one", type=int, default=15, help="hits of one publisher at most")
    parser.add_argument("--only", nargs="*", default=[], help="rules whose id begins so")
    parser.add_argument("--args", default="", help="more arguments for the binary")
    return parser.parse_args()


def documents(corpus):
    path = os.path.join(corpus, "corpus.jsonl.gz") if os.path.isdir(corpus) else corpus
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [d for d in map(json.loads, lines) if not kept_aside(d["domain"])]


def cleaned(args, texts):
    """For each text, what was removed from it."""
    records = "".join(json.dumps({"text": d["text"], "title": d.get("title")}) + "\n" for d in texts)
    command = [args.binary, "clean", "--from", "jsonl", "--to", "jsonl", "--quiet", *shlex.split(args.args)]
    done = subprocess.run(command, input=records.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line)["unchaff"]["removed"] for line in done.stdout.decode().split("\n") if line]


def draw(hits, args):
    """At most `draw` of a rule's hits, at most `of_one` of one publisher, in a fixed random order."""
    rng = random.Random(7)
    hits = sorted(hits)
    rng.shuffle(hits)
    taken, of_publisher = [], collections.Counter()
    for hit in hits:
        if len(taken) < args.draw and of_publisher[hit[0]] < args.of_one:
            of_publisher[hit[0]] += 1
            taken.append(hit)
    return taken


def main():
    args = arguments()
    texts = documents(args.corpus)
    hits = collections.defaultdict(list)
    for number, (document, removed) in enumerate(zip(texts, cleaned(args, texts))):
        raw = document["text"].encode()
        piece = lambda start, end: raw[max(0, start):end].decode(errors="ignore").replace("\n", " ⏎ ")
        for r in removed:
            around = piece(r["start"] - AROUND, r["start"]), piece(r["end"], r["end"] + AROUND)
            hits[r["rule"]].append((document["domain"], number, r["start"], around[0], piece(r["start"], r["end"]), around[1]))
    os.makedirs(args.out, exist_ok=True)
    with open(os.path.join(args.out, "counts.tsv"), "w", encoding="utf8") as counts:
        counts.write("rule\tdocuments\tpublishers\thits\tdrawn\n")
        for rule in sorted(hits, key=lambda rule: (-len({h[1] for h in hits[rule]}), rule)):
            if args.only and not any(rule.startswith(prefix) for prefix in args.only):
                continue
            of_rule = hits[rule]
            in_documents = len({h[1] for h in of_rule})
            drawn = draw(of_rule, args) if in_documents >= args.least else []
            publishers = len({h[0] for h in of_rule})
            counts.write(f"{rule}\t{in_documents}\t{publishers}\t{len(of_rule)}\t{len(drawn)}\n")
            if drawn:
                with open(os.path.join(args.out, rule.replace("/", "--") + ".txt"), "w", encoding="utf8") as out:
                    for domain, number, start, before, taken, after in drawn:
                        out.write(f"{domain} {number}:{start}\n  …{before} [[ {taken} ]] {after}…\n\n")


if __name__ == "__main__":
    main()
