#!/usr/bin/env python3
"""Split the development texts by publisher, so that rules are written on one part and judged on the other.

    tests/holdout.py DATA OUT     writes OUT/writing/text.jsonl.gz and OUT/kept-aside/text.jsonl.gz

A publisher is kept aside when the first byte of the SHA-256 of its domain is divisible by three. Give the folders to
the scorer as --data. Whoever writes rules looks at the texts of the writing part only.
"""
import gzip
import hashlib
import json
import os
import sys


def kept_aside(domain):
    return hashlib.sha256(domain.encode()).digest()[0] % 3 == 0


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = sys.argv[1:]
    with gzip.open(os.path.join(source, "text.jsonl.gz"), "rt", encoding="utf8") as lines:
        documents = [json.loads(line) for line in lines]
    for part, wanted in (("writing", False), ("kept-aside", True)):
        mine = [document for document in documents if kept_aside(document["domain"]) == wanted]
        folder = os.path.join(target, part)
        os.makedirs(folder, exist_ok=True)
        with gzip.open(os.path.join(folder, "text.jsonl.gz"), "wt", encoding="utf8") as out:
            out.writelines(json.dumps(document, ensure_ascii=False) + "\n" for document in mine)
        print(f"{part}: {len(mine)} documents of {len({d['domain'] for d in mine})} publishers")


if __name__ == "__main__":
    main()
