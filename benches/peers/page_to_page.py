#!/usr/bin/env python3
"""What unchaff does as a step ahead of other extractors: each page as it is, and after `unchaff clean --to html`.

    pip install trafilatura resiliparse readability-lxml lxml_html_clean
    benches/peers/page_to_page.py ../shared/eval --bin target/release/unchaff

    benches/peers/page_to_page.py ../shared/eval --cleaned DIR    pages that `tests/train_page_model.py --cleaned DIR` made

The folder holds `score.py` and `data/` with the pages. For each extractor: F1 and leaked snippets before and after, and
the pages that lose over 1 % of the article by the step.
"""
import argparse, json, os, shlex, subprocess, sys
from importlib import import_module


def extractors():
    def trafilatura(page):
        return import_module("trafilatura").extract(page) or ""

    def resiliparse(page):
        tree = import_module("resiliparse.parse.html").HTMLTree.parse(page)
        return import_module("resiliparse.extract.html2text").extract_plain_text(tree, main_content=True)

    def readability(page):
        summary = import_module("readability").Document(page).summary()
        return import_module("lxml.html").fromstring(summary).text_content()

    return {f.__name__: f for f in (trafilatura, resiliparse, readability)}


def safely(extract, page):
    try:
        return extract(page)
    except Exception:  # a page that an extractor cannot read counts as empty, before and after
        return ""


def clean(args, pages):
    records = "".join(json.dumps({"id": p["id"], "html": p["html"], "url": p.get("url")}) + "\n" for p in pages)
    command = [args.bin, "clean", "--from", "jsonl", "--quiet", "--syntax", "html", *shlex.split(args.args)]
    return subprocess.run(command, input=records.encode(), stdout=subprocess.PIPE, check=True).stdout


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval")
    ap.add_argument("--bin", default="target/release/unchaff")
    ap.add_argument("--args", default="")
    ap.add_argument("--cleaned", help="pages cleaned before, by models that have not seen them")
    ap.add_argument("--only", help="one extractor")
    args = ap.parse_args()
    sys.path.insert(0, args.eval)
    import score

    for name in ("zyte", "wcxb"):
        pages = score.load(os.path.join(args.eval, "data", f"{name}.jsonl.gz"))
        if args.cleaned:
            with open(os.path.join(args.cleaned, f"{name}.jsonl"), "rb") as f:
                out = f.read()
        else:
            out = clean(args, pages)
        cleaned = [json.loads(line)["text"] for line in out.decode().split("\n") if line]
        for who, extract in extractors().items():
            if args.only and who != args.only:
                continue
            before = {p["id"]: safely(extract, p["html"]) for p in pages}
            after = {p["id"]: safely(extract, page) for p, page in zip(pages, cleaned)}
            b, _ = score.page_figures(pages, before)
            a, _ = score.page_figures(pages, after)
            kept = [(score.content_kept(before[p["id"]], p["gold"]), score.content_kept(after[p["id"]], p["gold"])) for p in pages]
            lost = [p["id"][:12] for p, (was, now) in zip(pages, kept) if now < was - 0.01]
            print(f"{who}, {name}: " + "; ".join(f"{k} {b[k]:.4f} -> {a[k]:.4f}" for k in b)
                  + f"; pages that lost over 1 %: {len(lost) / len(pages):.1%} {' '.join(lost[:30])}", flush=True)


if __name__ == "__main__":
    main()
