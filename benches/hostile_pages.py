#!/usr/bin/env python3
"""Time against size for pages made to break a reader.

    cargo build --release
    python3 benches/hostile_pages.py [--bin target/release/unchaff] [--sizes 1,4,16]

Each page is cleaned by the whole command, one thread, twice; the less of the two processor times (user and system) is shown, less
that of an empty page, which is the start. Sizes are in MB. "refused" is the named error of a limit.
"""

import argparse
import gzip
import os
import subprocess
import tempfile

MB = 1 << 20
PARAGRAPH = ("<p>The ferry to Inner Stowe will not sail before Thursday, the harbour master said on Monday, and islanders with "
             "appointments on the mainland were asked to ring the health board before noon.</p>\n")
LINE = "<p>Line {n} of the page stands here and goes on for a while, it seems, and says that the ferry is late.\n"


def repeated(unit):
    """A page of a piece over and over, up to so many bytes."""
    return lambda size: "".join(unit.replace("{n}", str(n)) for n in range(size // len(unit) + 1))


SHAPES = {
    "paragraphs": repeated(PARAGRAPH),
    "nothing closed": repeated(LINE + "<div><b><i><span>"),
    "paragraphs unclosed": repeated(LINE),
    "inline tags unclosed": repeated("<b>word {n} "),
    "nested 900 deep, again and again": repeated("<div>" * 900 + "text {n}" + "</div>" * 900),
    "nested without end": repeated("<div>"),
    "NUL bytes": lambda size: repeated(PARAGRAPH.replace(" ", " \0"))(size),
    "entities": repeated("&lt;&nbsp;&#8212;word{n}&amp;&nosuch;&#x110000; "),
    "one attribute": lambda size: PARAGRAPH * 4 + "<div class='" + "x " * (size // 2) + "'>" + PARAGRAPH * 4 + "</div>",
    "attributes of 64 KB": repeated("<div data-x='" + "y" * 65536 + "'>" + PARAGRAPH + "</div>"),
    "one text": lambda size: "<p>" + "The ferry is late and nobody knows why it is. " * (size // 46),
    "one word": lambda size: "<p>" + "x" * size,
    "links": repeated("<li><a href=/{n}>Story number {n} of the day</a></li>\n"),
    "comments open": lambda size: PARAGRAPH * 4 + "<!--" * (size // 4),
    "scripts": lambda size: PARAGRAPH * 4 + ("<script>var a = '<p>';" + "x" * 4096 + "</script>") * (size // 4120),
}


def run(binary, path):
    """Processor seconds, and what went wrong."""
    child = subprocess.Popen([binary, "clean", "--threads", "1", "--quiet", "--no-config", path],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime, said


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bin", default="target/release/unchaff")
    options.add_argument("--sizes", default="1,4,16")
    options = options.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.html")

        def measured(name, page):
            with (gzip.open if name.endswith(".gz") else open)(name, "wb") as file:
                file.write(page)
            return min(run(options.bin, name) for _ in range(2))

        start = measured(path, b"<p>x</p>")[0]
        print("| page | " + " | ".join(f"{size} MB" for size in sizes) + " |")
        print("| --- |" + " ---: |" * len(sizes))
        for name, make in SHAPES.items():
            cells = []
            for size in sizes:
                seconds, said = measured(path, make(size * MB).encode())
                cells.append(f"{max(seconds - start, 0):.2f} s" if not said else f"refused, {max(seconds - start, 0):.2f} s")
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        for name, size in [(path, 200), (path + ".gz", 1024)]:
            seconds, said = measured(name, b" " * (size * MB))
            print(f"{size} MB in {os.path.basename(name)}: {max(seconds - start, 0):.2f} s, {said.splitlines()[0]}")


if __name__ == "__main__":
    main()
