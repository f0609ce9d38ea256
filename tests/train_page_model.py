#!/usr/bin/env python3
"""Train the model that finds the article on a page, and say how good it is on publishers it has not seen.

    cargo build --release --examples
    tests/train_page_model.py DATA [--out src/page/model.txt] [--work DIR] [--repeat N] [--cleaned DIR]

DATA holds zyte.jsonl.gz and wcxb.jsonl.gz: pages with the article body marked by hand. Needs lightgbm and numpy.

The blocks of each page are labelled by aligning them with the body: a block of which more than half of the words stand in
the body is content; a second copy of the article counts for nothing. Blocks weigh what their words weigh in their page.

Figures are those of `score.py html`, of whole pages cleaned with all rules, by cross-validation: hosts are dealt into
folds by a hash, and each page is judged by a model that has seen no page of its fold. --repeat deals N times, to show how far
the figures move by themselves; pages under 0.5 are named. --cleaned writes the pages cleaned page to page by those same models, for
`benches/peers/page_to_page.py --cleaned`. The model that is written is trained on every page: figures of `score.py html` with it
are those of pages it has seen.
"""
import argparse, collections, gzip, hashlib, json, os, re, subprocess, sys, tempfile
from urllib.parse import urlsplit

import lightgbm
import numpy

WORD = re.compile(r"\w+")
SETS = ("zyte", "wcxb")
SET_WEIGHTS = {"zyte": 2, "wcxb": 1}  # the smaller set is that of news pages
OPTIONS = dict(objective="binary", learning_rate=0.06, num_leaves=16, min_data_in_leaf=150, feature_fraction=0.3, bagging_fraction=0.7,
               bagging_freq=1, lambda_l2=10, max_bin=127, num_threads=1, deterministic=True, force_row_wise=True, seed=3, verbose=-1)
ROUNDS = 180


def host(page):
    name = urlsplit(page.get("url") or "").hostname or page["id"]
    return name.removeprefix("www.")


def bucket(page, count, salt=""):
    return int(hashlib.sha256((salt + host(page)).encode()).hexdigest()[:8], 16) % count


class Aligner:
    """Which words of a page's blocks stand in its body: runs of four and more words first, then short blocks between them."""

    RUN = 4
    TOGETHER = 150  # words of a block that may be a whole article

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
        # Long ones first; among them the order of the page counts. A copy of other blocks in one comes last.
        runs = [self.runs_of(words) for words in self.blocks]
        short = set().union(*(r for r, words in zip(runs, self.blocks) if len(words) <= self.TOGETHER))
        together = [len(words) > self.TOGETHER and len(r & short) > 0.6 * len(r) for r, words in zip(runs, self.blocks)]
        for number in sorted(range(len(self.blocks)), key=lambda n: (together[n], -min(60, len(self.blocks[n])))):
            self.long_runs(number, index)
        self.short_blocks()
        shares = [float(f.mean()) if len(f) else 0.0 for f in self.found]
        # What stands in the body but was found elsewhere first is neither the article nor noise.
        copies = [share <= 0.5 and len(words) >= 8 and sum(tuple(words[n:n + self.RUN]) in index for n in range(len(words) - self.RUN + 1))
                  > 0.8 * (len(words) - self.RUN + 1) for share, words in zip(shares, self.blocks)]
        if sum(len(words) for words, copy in zip(self.blocks, copies) if copy) < max(100, 0.3 * len(self.body)):
            copies = [False] * len(copies)
        return shares, copies

    def runs_of(self, words):
        return {tuple(words[at:at + self.RUN]) for at in range(len(words) - self.RUN + 1)}

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
    def __init__(self, data, work, tools):
        self.data, self.tools = data, tools
        self.pages, self.blocks, rows, labels, weights, of = [], [], [], [], [], []
        for name in SETS:
            with gzip.open(os.path.join(data, f"{name}.jsonl.gz"), "rt", encoding="utf8") as f:
                lines = f.readlines()
            out = os.path.join(work, name)
            width = int(subprocess.run([os.path.join(tools, "page_features"), out], input="".join(lines).encode(), stdout=subprocess.PIPE, check=True).stdout)
            rows.append(numpy.fromfile(f"{out}.features", dtype="<f4").reshape(-1, width))
            blocks = [json.loads(line) for line in open(f"{out}.blocks.jsonl", encoding="utf8")]
            for page, texts in zip(map(json.loads, lines), blocks):
                share, copies = map(numpy.array, Aligner(texts, page["gold"]).shares())
                size = numpy.array([len(WORD.findall(t)) for t in texts], float)
                content = share > 0.5
                labels.append(content)
                weight = (size + 1) / max(50, size[content].sum()) if len(texts) else size
                weights.append(numpy.where(copies, 0, weight) * SET_WEIGHTS[name])
                of.append(numpy.full(len(texts), len(self.pages)))
                self.pages.append({k: page.get(k) for k in ("id", "set", "url", "gold", "with", "without")})
                self.blocks.append(texts)
        self.rows, self.labels = numpy.vstack(rows), numpy.concatenate(labels).astype(float)
        self.weights, self.of = numpy.concatenate(weights), numpy.concatenate(of)

    def train(self, wanted):
        w = self.weights[wanted]
        data = lightgbm.Dataset(self.rows[wanted], self.labels[wanted], weight=w / w.mean())
        return lightgbm.train(OPTIONS, data, ROUNDS)

    def unseen(self, folds, salt):
        """Each page judged by a model that has seen no page of its host's fold."""
        fold = numpy.array([bucket(p, folds, salt) for p in self.pages])[self.of]
        likely = numpy.zeros(len(self.of))
        for number in range(folds):
            likely[fold == number] = self.train(fold != number).predict(self.rows[fold == number])
        return likely

    def cleaned(self, name, likely, to):
        """The pages of a set as the product cleans them when the model answers this."""
        with tempfile.NamedTemporaryFile() as answers, gzip.open(os.path.join(self.data, f"{name}.jsonl.gz")) as f:
            numbers = [n for n, p in enumerate(self.pages) if p["set"] == name]
            likely[numpy.isin(self.of, numbers)].astype("<f4").tofile(answers.name)
            tool = os.path.join(self.tools, "page_judged")
            return subprocess.run([tool, answers.name, to], input=f.read(), stdout=subprocess.PIPE, check=True).stdout

    def figures(self, title, likely):
        sys.path.insert(0, os.path.join(self.data, ".."))
        import score
        for name in SETS:
            pages = [p for p in self.pages if p["set"] == name]
            records = [json.loads(line) for line in self.cleaned(name, likely, "text").decode().split("\n") if line]
            figures, scores = score.page_figures(pages, {r["id"]: r["text"] for r in records})
            print(f"{title}, {name}, {len(pages)} pages: " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()))
            low = sorted((s[2], p["id"][:12]) for s, p in zip(scores, pages) if s[2] < 0.5)
            print(f"    {len(low)} under 0.5: " + " ".join(f"{i} {f:.2f}" for f, i in low), flush=True)


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
    ap.add_argument("--tools", default="target/release/examples")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--repeat", type=int, default=1, help="how often the hosts are dealt into folds; 0: no figures")
    ap.add_argument("--cleaned", help="folder for the pages, cleaned by models that have not seen them")
    args = ap.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        pages = Pages(args.data, args.work or temporary, args.tools)
    for time in range(args.repeat):
        likely = pages.unseen(args.folds, str(time or ""))
        pages.figures(f"cross-validated {time + 1}", likely)
        if args.cleaned and time == 0:
            for name in SETS:
                with open(os.path.join(args.cleaned, f"{name}.jsonl"), "wb") as f:
                    f.write(pages.cleaned(name, likely, "html"))
    model = pages.train(numpy.ones(len(pages.of), bool))
    with open(args.out, "w", encoding="ascii") as f:
        f.write("# Made by tests/train_page_model.py; see there.\n")
        f.write(f"features {pages.rows.shape[1]}\n" + "\n".join(written(model)) + "\n")


if __name__ == "__main__":
    main()
