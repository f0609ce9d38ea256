#!/usr/bin/env python3
"""Fit the weights of the source report's signals. Standard library only, reproducible: the same data gives the same weights.

    fit_source.py fit   [--write]     fit on every publisher; --write puts weights into rules/source and data/source.toml
    fit_source.py folds               fit on four fifths of the publishers, score the fifth, in turn
    fit_source.py leaning             mean scores of publishers of different leaning at equal factual rating

The data is `source.jsonl.gz` of the evaluation folder: texts with the publisher's rating (0 to 1) in a consensus of
rating lists. A weight is the rating's difference between texts with and without the signal, all other signals held
equal, within one corpus (ridge regression by coordinate descent); n texts of one publisher count as the root of n. Its sign is
bound to the direction its rule gives: a support is never negative, a caution never positive. It is drawn towards a
prior: the difference that earlier measurements on 1,219 publishers found (PRIORS), halved, since signals overlap; and,
for what is rare and near certain, a value that is stated here and not fitted.
"""
import argparse, collections, gzip, hashlib, importlib.util, json, os, random, re, subprocess, sys, tempfile, tomllib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Measured differences (the table in docs/source.md).
PRIORS = {
    "provenance/contributed": 0.115, "sourcing/anonymity-explained": 0.083, "provenance/dateline": 0.077,
    "sourcing/right-of-reply": 0.075, "provenance/wire-credit": 0.074, "provenance/wire-copyright": 0.066,
    "sourcing/quoted-with-role": 0.056, "provenance/photo-credit": 0.049, "authorship/byline": 0.035,
    "sourcing/figures": 0.030, "headline/exclamation": -0.153, "tone/conspiracy": -0.122, "headline/bait": -0.097,
    "independence/product-call": -0.089, "headline/all-capitals": -0.086, "originality/republished": -0.080,
    "integrity/mojibake": -0.075, "headline/shouted-word": -0.072, "tone/exclamations": -0.058,
    "sourcing/no-direct-quotation": -0.032,
}
# Rare and near certain: too few in the data to be fitted, so the prior stands.
CERTAIN = {
    "independence/sells-the-subject": -0.12, "language/foreign-weekday": -0.12, "machine/chatbot-leftover": -0.12,
    "machine/placeholder": -0.08, "originality/other-stories": -0.06, "originality/aggregator": -0.06,
    "dating/weekday-conflict": -0.01,
}
SHRINK = 0.5      # priors count by this much
RIDGE = 12.0      # so many texts' worth of belief in the prior
ROUNDS = 400


def load(path):
    with gzip.open(path, "rt", encoding="utf8") as f:
        return [json.loads(line) for line in f]


def definitions():
    """Signal id -> (direction, kinds in which it has no weight, file)."""
    found, folder = {}, os.path.join(ROOT, "rules", "source")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        with open(path, "rb") as f:
            signal = tomllib.load(f)["signal"]
        if "direction" in signal:
            found[signal["id"]] = (signal["direction"], set(signal.get("weightless_in", [])), path)
    return found


def reports(binary, docs, rules=None):
    payload = "".join(json.dumps({"id": d["id"], "text": d["text"], **({"title": d["title"]} if d.get("title") else {})}) + "\n" for d in docs)
    command = [binary, "clean", "--from", "jsonl", "--to", "jsonl", "--score", "--quiet", "--no-config"]
    command += ["--rules", rules] if rules else []
    done = subprocess.run(command, input=payload.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line)["unchaff"]["source"] for line in done.stdout.decode().split("\n") if line]


def features(found, known):
    """The scored signals of each report."""
    rows = []
    for report in found:
        ids = {s["id"] for s in report["signals"]}
        rows.append(sorted(i for i in ids if i in known and known[i][0] != "describes" and report["kind"] not in known[i][1]))
    return rows


def fit(docs, rows, known):
    """Weights by signal, and the weighted mean rating and mean gain (the base follows from them)."""
    names = sorted(i for i, (direction, _, _) in known.items() if direction != "describes" and i not in CERTAIN)
    place = {n: i for i, n in enumerate(names)}
    publishers = collections.Counter((d["corpus"], d["domain"]) for d in docs)
    weight = [publishers[d["corpus"], d["domain"]] ** -0.5 for d in docs]
    corpora = sorted({d["corpus"] for d in docs})
    members = {c: [i for i, d in enumerate(docs) if d["corpus"] == c] for c in corpora}
    # Within each corpus everything is taken from its mean.
    target, columns = [0.0] * len(docs), [[0.0] * len(docs) for _ in names]
    for group in members.values():
        total = sum(weight[i] for i in group)
        mean = sum(weight[i] * docs[i]["pc1"] for i in group) / total
        shares = [0.0] * len(names)
        for i in group:
            for name in rows[i]:
                if name in place:
                    shares[place[name]] += weight[i] / total
        for i in group:
            target[i] = docs[i]["pc1"] - mean
            for k in range(len(names)):
                columns[k][i] = -shares[k]
            for name in rows[i]:
                if name in place:
                    columns[place[name]][i] += 1.0
    prior = [SHRINK * PRIORS.get(n, 0.0) for n in names]
    beta, rest = prior[:], target[:]
    norms = [sum(w * x * x for w, x in zip(weight, column)) for column in columns]
    for k, b in enumerate(beta):
        if b:
            rest = [r - b * x for r, x in zip(rest, columns[k])]
    for _ in range(ROUNDS):
        moved = 0.0
        for k, column in enumerate(columns):
            if not norms[k]:
                continue
            gain = sum(w * x * r for w, x, r in zip(weight, column, rest)) + norms[k] * beta[k]
            new = (gain + RIDGE * prior[k]) / (norms[k] + RIDGE)
            new = max(new, 0.0) if known[names[k]][0] == "supports" else min(new, 0.0)
            if new != beta[k]:
                step = new - beta[k]
                rest = [r - step * x for r, x in zip(rest, column)]
                moved, beta[k] = max(moved, abs(step)), new
        if moved < 1e-5:
            break
    weights = {n: round(b, 3) for n, b in zip(names, beta)} | {n: v for n, v in CERTAIN.items() if n in known}
    weights = {n: w if abs(w) >= 0.004 else 0.0 for n, w in weights.items()}
    total = sum(weight)
    mean = sum(w * d["pc1"] for w, d in zip(weight, docs)) / total
    gain = sum(w * sum(weights.get(n, 0.0) for n in row) for w, row in zip(weight, rows)) / total
    typed = sum(w * min(sum(max(weights.get(n, 0.0), 0.0) for n in row if n.split("/")[0] in TYPED), caps()[1]) for w, row in zip(weight, rows)) / total
    return weights, mean - gain, typed


TYPED = ("provenance", "authorship", "dating")


def caps():
    with open(os.path.join(ROOT, "data", "source.toml"), "rb") as f:
        scale = tomllib.load(f)
    return {name: family["cap"] for name, family in scale["family"].items()}, scale["typed_cap"]


def score(row, weights, base, family_caps, typed_cap):
    """As src/source/band.rs sums up: capped a family, what anybody can type capped together."""
    sums = collections.defaultdict(lambda: [0.0, 0.0])
    for name in row:
        value = weights.get(name, 0.0)
        sums[name.split("/")[0]][value < 0] += value
    shown = typed = 0.0
    for family, (supports, cautions) in sums.items():
        supports, cautions = min(supports, family_caps[family]), max(cautions, -family_caps[family])
        if family in TYPED:
            typed += supports
        else:
            shown += supports
        shown += cautions
    return min(1.0, max(0.0, base + shown + min(typed, typed_cap)))


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def half_width(docs, rows, known, family_caps, typed_cap):
    """Half the width that holds 80 % of publishers that the weights were not fitted on: five folds of these documents."""
    errors = collections.defaultdict(list)
    for fold in range(5):
        inner = lambda i: int(hashlib.sha256(("inner" + docs[i]["domain"]).encode()).hexdigest(), 16) % 5 == fold
        train = [i for i in range(len(docs)) if not inner(i)]
        weights, base, _ = fit([docs[i] for i in train], [rows[i] for i in train], known)
        for i in filter(inner, range(len(docs))):
            if rows[i]:
                errors[docs[i]["domain"]].append(score(rows[i], weights, base, family_caps, typed_cap) - docs[i]["pc1"])
    return max(0.25, round(quantile([abs(sum(v) / len(v)) for v in errors.values()], 0.8), 2))


def fold_of(domain):
    return int(hashlib.sha256(domain.encode()).hexdigest(), 16) % 5


def judge(scorer, docs, scores):
    """The three figures of score.py over scores that were made elsewhere; documents with None are abstained on."""
    corpora = collections.defaultdict(lambda: collections.defaultdict(list))
    for d, s in zip(docs, scores):
        if s is not None:
            corpora[d["corpus"]][d["domain"]].append((s, d["pc1"]))
    rng, shares = random.Random(5), []
    for publishers in corpora.values():
        names = sorted(publishers)
        if len(names) < 25:
            continue
        won = tried = 0
        while tried < 20000:
            a, b = (rng.choice(publishers[n]) for n in rng.sample(names, 2))
            if abs(a[1] - b[1]) >= 0.25:
                tried += 1
                won += 0.5 if a[0] == b[0] else (a[0] > b[0]) == (a[1] > b[1])
        shares.append(won / tried)
    main = max(corpora.values(), key=len)
    mean = [(sum(s for s, _ in v) / len(v), v[0][1]) for v in main.values()]
    ends = [(s, t) for s, t in mean if t < 0.4 or t >= 0.7]
    return {"pairs ordered": sum(shares) / len(shares), "rank correlation": scorer.spearman([s for s, _ in mean], [t for _, t in mean]),
            "AUC": scorer.auc([s for s, _ in ends], [t >= 0.7 for _, t in ends])}


def held(docs, scores, half):
    """The share of publishers, and of documents, whose rating lies within the interval."""
    by = collections.defaultdict(list)
    for d, s in zip(docs, scores):
        if s is not None:
            by[d["domain"]].append((s, d["pc1"], half))
    inside = [abs(sum(s for s, _, _ in v) / len(v) - sum(t for _, t, _ in v) / len(v)) <= half for v in by.values()]
    texts = [abs(s - d["pc1"]) <= half for d, s in zip(docs, scores) if s is not None]
    return sum(inside) / len(inside), sum(texts) / len(texts)


def put(path, pattern, value):
    with open(path, encoding="utf8") as f:
        text = f.read()
    new, count = re.subn(pattern, lambda m: m.group(1) + value, text, count=1, flags=re.M)
    if count != 1:
        sys.exit(f"{path}: no place for {value}")
    with open(path, "w", encoding="utf8") as f:
        f.write(new)


FACTUAL = {"very-low": 0.0, "low": 0.2, "mixed": 0.4, "mostly-factual": 0.6, "high": 0.8, "very-high": 1.0}
LEANING = {"left": "left", "left-center": "left", "center": "centre", "right-center": "right", "right": "right"}


def leaning(args):
    """Scores of the corpus's named publishers against a list that gives factual reporting and leaning apart."""
    with open(args.list, encoding="utf8") as f:
        listed = {s["domain"]: s for s in json.load(f)["sources"] if s.get("reporting") in FACTUAL and s.get("bias") in LEANING}
    docs = [d for d in load(args.corpus) if d["domain"] in listed]
    scores = collections.defaultdict(list)
    for doc, report in zip(docs, reports(args.bin, docs, args.rules)):
        if report["score"] is not None:
            scores[doc["domain"]].append(report["score"])
    cells = collections.defaultdict(list)
    for domain, values in scores.items():
        if len(values) >= 3:
            cells[listed[domain]["reporting"], LEANING[listed[domain]["bias"]]].append(values)
    print(f"{len(docs)} texts of {len(scores)} listed publishers; mean score (publishers) by factual rating and leaning")
    mean = lambda values: sum(values) / len(values)
    for rating in FACTUAL:
        sides = [side for side in ("left", "centre", "right") if cells[rating, side]]
        text = "  ".join(f"{side} {mean([mean(v) for v in cells[rating, side]]):.3f} ({len(cells[rating, side])})" for side in sides)
        print(f"  {rating:15} {text}")
    # The bootstrap draws publishers anew, and texts of each.
    rng, drawn = random.Random(3), collections.defaultdict(list)
    for _ in range(2000):
        again = {cell: [rng.choices(v, k=len(v)) for v in rng.choices(of, k=len(of))] for cell, of in cells.items() if of}
        for rating, gap in gaps(again).items():
            drawn[rating].append(gap)
    print("left less right at equal factual rating (95 % of 2,000 draws of publishers and texts); all: weighted by the smaller side")
    for rating, gap in gaps(cells).items():
        print(f"  {rating:15} {gap:+.3f} [{quantile(drawn[rating], 0.025):+.3f}, {quantile(drawn[rating], 0.975):+.3f}]")


def gaps(cells):
    """Mean score of the left less that of the right for each factual rating that has both, and for all of them."""
    mean = lambda values: sum(values) / len(values)
    found, sizes = {}, {}
    for rating in FACTUAL:
        left, right = cells.get((rating, "left")), cells.get((rating, "right"))
        if left and right:
            found[rating] = mean([mean(v) for v in left]) - mean([mean(v) for v in right])
            sizes[rating] = min(len(left), len(right))
    found["all"] = sum(found[r] * sizes[r] for r in sizes) / max(1, sum(sizes.values()))
    return found


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=["fit", "folds", "leaning"])
    ap.add_argument("--bin", default=os.path.join(ROOT, "target", "release", "unchaff"))
    ap.add_argument("--data", default=os.path.join(ROOT, "..", "shared", "eval", "data", "source.jsonl.gz"))
    ap.add_argument("--scorer", default=os.path.join(ROOT, "..", "shared", "eval", "score.py"))
    ap.add_argument("--corpus", default=os.path.join(ROOT, "..", "shared", "eval", "data", "corpus.jsonl.gz"))
    ap.add_argument("--list", default=os.path.join(ROOT, "..", "shared", "ratings", "mbfc.json"))
    ap.add_argument("--rules", help="a folder of packs, as for unchaff")
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    spec = importlib.util.spec_from_file_location("scorer", args.scorer)
    scorer = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(scorer)
    if args.what == "leaning":
        return leaning(args)
    docs, known = load(args.data), definitions()
    found = reports(args.bin, docs, args.rules)
    rows = features(found, known)
    family_caps, typed_cap = caps()
    silent = lambda i: not rows[i] or len(docs[i]["text"].split()) < 150
    if args.what == "fit":
        weights, base, typed = fit(docs, rows, known)
        count = collections.Counter(n for row in rows for n in row)
        for name in sorted(weights, key=lambda n: weights[n]):
            print(f"{weights[name]:+.3f}  {count[name]:5}  {name}")
        scores = [None if silent(i) else score(row, weights, base, family_caps, typed_cap) for i, row in enumerate(rows)]
        half = half_width(docs, rows, known, family_caps, typed_cap)
        print(f"base {base:.3f}  typed_mean {typed:.3f}  half width {half}", {k: round(v, 4) for k, v in judge(scorer, docs, scores).items()})
        if args.write:
            for name, value in weights.items():
                put(known[name][2], r"^(weight = ).*$", f"{value}")
            scale = os.path.join(ROOT, "data", "source.toml")
            put(scale, r"^(base       = )[0-9.]+", f"{base:.3f}")
            put(scale, r"^(typed_mean = )[0-9.]+", f"{typed:.3f}")
            put(scale, r"^(document = )[0-9.]+", f"{half}")
        return
    scores, halves = [None] * len(docs), [0.0] * len(docs)
    for fold in range(5):
        train = [i for i, d in enumerate(docs) if fold_of(d["domain"]) != fold]
        test = [i for i, d in enumerate(docs) if fold_of(d["domain"]) == fold]
        weights, base, _ = fit([docs[i] for i in train], [rows[i] for i in train], known)
        made = lambda i: None if silent(i) else score(rows[i], weights, base, family_caps, typed_cap)
        half = half_width([docs[i] for i in train], [rows[i] for i in train], known, family_caps, typed_cap)
        for i in test:
            scores[i], halves[i] = made(i), half
        of_test = [docs[i] for i in test], [scores[i] for i in test]
        publishers, texts = held(*of_test, half)
        figures = {k: round(v, 3) for k, v in judge(scorer, *of_test).items()}
        print(f"fold {fold}: {len(test)} texts, half width {half:.3f}, holds {publishers:.1%} of publishers, {texts:.1%} of texts; {figures}")
    print("five folds together:", {k: round(v, 4) for k, v in judge(scorer, docs, scores).items()},
          f"abstained on {sum(s is None for s in scores) / len(scores):.1%}")
    publishers, texts = held(docs, scores, sum(halves) / len(halves))
    print(f"the 80 % interval holds {publishers:.1%} of publishers, {texts:.1%} of texts")


if __name__ == "__main__":
    main()
