#!/usr/bin/env python3
"""Train the model that finds the article on a page, and say how good it is on publishers it has not seen.

    cargo build --release --example page_features
    tests/train_page_model.py DATA [--out src/page/model.txt] [--work DIR] [--holdout]

DATA holds zyte.jsonl.gz and wcxb.jsonl.gz: pages with the article body marked by hand. Needs lightgbm and numpy.

The blocks of each page are labelled by aligning them with the body: a block of which more than half of the words stand in
the body is content. Blocks weigh what their words weigh in their page. Pages are split by host: a hash of the host puts
a third aside. Figures are printed for that third by a model trained on the other two thirds, and for all pages by
cross-validation over hosts. The model that is written is trained on every page, unless --holdout is given: so the figures
of `score.py html` with it are those of pages it has seen.
"""
import argparse, collections, gzip, hashlib, json, os, re, subprocess, sys, tempfile
from urllib.parse import urlsplit

import lightgbm
import numpy

WORD = re.compile(r"\w+")
SETS = ("zyte", "wcxb")
SET_WEIGHTS = {"zyte": 2, "wcxb": 1}  # the smaller set is that of news pages
THRESHOLD = 0.42  # ARTICLE in src/page/judge.rs
OPTIONS = dict(objective="binary", learning_rate=0.06, num_leaves=16, min_data_in_leaf=150, feature_fraction=0.3, bagging_fraction=0.7,
               bagging_freq=1, lambda_l2=10, max_bin=127, num_threads=1, deterministic=True, force_row_wise=True, seed=3, verbose=-1)
ROUNDS = 180


def host(page):
    name = urlsplit(page.get("url") or "").hostname or page["id"]
    return name.removeprefix("www.")


def bucket(page, count):
    return int(hashlib.sha256(host(page).encode()).hexdigest()[:8], 16) % count


class Aligner:
    """Which words of a page's blocks stand in its body: runs of four and more words first, then short blocks between them."""

    RUN = 4

    def __init__(self, blocks, body):
        self.blocks = [WORD.findall(b.lower()) for b in blocks]
        self.body = WORD.findall(body.lower())
        self.used = numpy.zeros(len(self.body), bool)
        self.found = [numpy.zeros(len(b), bool) for b in self.blocks]
        self.places = [None] * len(blocks)

    def shares(self):
        index = collections.defaultdict(list)
        for at in range(len(self.body) - self.RUN + 1):
            index[tuple(self.body[at:at + self.RUN])].append(at)
        # Long ones first; among them the order of the page counts, so that a copy of all text in one block comes late.
        for number in sorted(range(len(self.blocks)), key=lambda n: -min(60, len(self.blocks[n]))):
            self.long_runs(number, index)
        self.short_blocks()
        return [float(f.mean()) if len(f) else 0.0 for f in self.found]

    def long_runs(self, number, index):
        words, at = self.blocks[number], 0
        while at <= len(words) - self.RUN:
            best, place = 0, None
            for start in index.get(tuple(words[at:at + self.RUN]), ())[:50]:
                length = 0
                while (at + length < len(words) and start + length < len(self.body) and not self.used[start + length]
                       and words[at + length] == self.body[start + length]):
                    length += 1
                if length > best:
                    best, place = length, start
            if best >= self.RUN:
                self.found[number][at:at + best] = True
                self.used[place:place + best] = True
                self.places[number] = place if self.places[number] is None else self.places[number]
                at += best
            else:
                at += 1

    def anchors(self, number):
        return self.places[number] is not None and len(self.blocks[number]) >= 8 and self.found[number].mean() > 0.6

    def short_blocks(self):
        count = len(self.blocks)
        following, place = [None] * count, len(self.body)
        for number in reversed(range(count)):
            following[number] = place
            if self.anchors(number):
                place = self.places[number]
        before, begun = 0, False
        for number, words in enumerate(self.blocks):
            if self.anchors(number):
                before, begun = self.places[number] + len(words), True
                continue
            if not 0 < len(words) < 8 or self.found[number].all():
                continue
            low, high = max(0, before - 5), min(len(self.body), following[number] + 5)
            if high - low > 400:
                low, high = (low, low + 400) if begun else (high - 400, high)
            for start in range(low, high - len(words) + 1):
                if self.body[start:start + len(words)] == words and not self.used[start:start + len(words)].any():
                    self.used[start:start + len(words)] = True
                    self.found[number][:] = True
                    before = start + len(words)
                    break


class Pages:
    def __init__(self, data, work, tool):
        self.pages, self.blocks, rows, labels, weights, of = [], [], [], [], [], []
        for name in SETS:
            with gzip.open(os.path.join(data, f"{name}.jsonl.gz"), "rt", encoding="utf8") as f:
                lines = f.readlines()
            out = os.path.join(work, name)
            width = int(subprocess.run([tool, out], input="".join(lines).encode(), stdout=subprocess.PIPE, check=True).stdout)
            rows.append(numpy.fromfile(f"{out}.features", dtype="<f4").reshape(-1, width))
            blocks = [json.loads(line) for line in open(f"{out}.blocks.jsonl", encoding="utf8")]
            for page, texts in zip(map(json.loads, lines), blocks):
                share = numpy.array(Aligner(texts, page["gold"]).shares())
                size = numpy.array([len(WORD.findall(t)) for t in texts], float)
                content = share > 0.5
                labels.append(content)
                weight = (size + 1) / max(50, size[content].sum()) if len(texts) else size
                weights.append(weight * SET_WEIGHTS[name])
                of.append(numpy.full(len(texts), len(self.pages)))
                self.pages.append({k: page.get(k) for k in ("id", "set", "url", "gold", "with", "without")})
                self.blocks.append(texts)
        self.rows, self.labels = numpy.vstack(rows), numpy.concatenate(labels).astype(float)
        self.weights, self.of = numpy.concatenate(weights), numpy.concatenate(of)

    def train(self, wanted):
        w = self.weights[wanted]
        data = lightgbm.Dataset(self.rows[wanted], self.labels[wanted], weight=w / w.mean())
        return lightgbm.train(OPTIONS, data, ROUNDS)

    def unseen(self, folds):
        """Each page judged by a model that has seen no page of its host's fold."""
        fold = numpy.array([bucket(p, folds) for p in self.pages])[self.of]
        likely = numpy.zeros(len(self.of))
        for number in range(folds):
            likely[fold == number] = self.train(fold != number).predict(self.rows[fold == number])
        return likely

    def figures(self, title, likely, wanted):
        sys.path.insert(0, os.path.join(self.scorer))
        import score
        for name in SETS:
            chosen = [n for n, p in enumerate(self.pages) if p["set"] == name and wanted(p)]
            texts = {}
            for number in chosen:
                mine = likely[self.of == number]
                texts[self.pages[number]["id"]] = "\n".join(t for t, l in zip(self.blocks[number], mine) if l >= THRESHOLD)
            figures, scores = score.page_figures([self.pages[n] for n in chosen], texts)
            print(f"{title}, {name}, {len(chosen)} pages: " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items())
                  + f", under 0.5: {sum(s[2] < 0.5 for s in scores)}", flush=True)


def written(model):
    """The trees, a line each, nodes in preorder."""
    lines = []

    def walk(node, out):
        if "leaf_value" in node:
            out.append(f"={node['leaf_value']:.5g}")
            return
        out.append(f"{node['split_feature']}:{numpy.float32(node['threshold']):.6g}")
        walk(node["left_child"], out)
        walk(node["right_child"], out)

    for tree in model.dump_model()["tree_info"]:
        out = []
        walk(tree["tree_structure"], out)
        lines.append(" ".join(out))
    return lines


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data")
    ap.add_argument("--out", default="src/page/model.txt")
    ap.add_argument("--work")
    ap.add_argument("--tool", default="target/release/examples/page_features")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--holdout", action="store_true", help="write the model that has not seen the third kept aside")
    args = ap.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        pages = Pages(args.data, args.work or temporary, args.tool)
    pages.scorer = os.path.join(args.data, "..")
    aside = numpy.array([bucket(p, 3) == 0 for p in pages.pages])
    part = pages.train(~aside[pages.of])
    pages.figures("third kept aside", part.predict(pages.rows), lambda p: bucket(p, 3) == 0)
    if args.folds:
        pages.figures("cross-validated", pages.unseen(args.folds), lambda p: True)
    model = part if args.holdout else pages.train(numpy.ones(len(pages.of), bool))
    with open(args.out, "w", encoding="ascii") as f:
        f.write("# Made by tests/train_page_model.py; see there.\n")
        f.write(f"features {pages.rows.shape[1]}\n" + "\n".join(written(model)) + "\n")


if __name__ == "__main__":
    main()
