"""Fuzzing of the generator's input (`nox -s fuzz`).

Whatever texts stand in a document, they stay text in what is generated; and whatever is wrong with
a document, it gives a package or diagnostics. A failure names its input and the seed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from generator.diagnostics import DocumentError
from tests.generator.hostile import FREE, PIECES, check, places
from tests.generator.mutations import YAML_VALUES, generate, mutated, mutated_yaml
from tests.generator.small import written


def any_text(source: random.Random) -> str:
    """Text, mostly of what has a meaning somewhere."""
    pieces = [
        source.choice(PIECES) if source.random() < 0.8 else chr(source.randrange(0x11000))
        for _ in range(source.randrange(9))
    ]
    return "".join(pieces)


def try_texts(source: random.Random, folder: Path) -> bool:
    """One document with texts in one, in some or in all of its places."""
    keys = sorted(places())
    if source.random() < 0.2:
        return check(dict.fromkeys(FREE, any_text(source)), folder)
    chosen = source.sample(keys, source.randrange(1, 8))
    return check({key: any_text(source) for key in chosen}, folder)


def try_mutation(source: random.Random, folder: Path) -> bool:
    """One document with something wrong in it."""
    if source.random() < 0.2:
        path = folder / "small.yaml"
        path.write_text(mutated_yaml(source, source.choice(YAML_VALUES)), encoding="utf-8")
    else:
        path = written(mutated(source), folder)
    try:
        generate(path)
    except DocumentError:
        return False
    return True


def main() -> None:
    """Try as many inputs as asked for, and say how many there were."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.generator_text")
    parser.add_argument("--inputs", type=int, default=5000, help="how many documents to try")
    parser.add_argument("--seed", type=int, default=None, help="of the first; else a random one")
    arguments = parser.parse_args()
    seed: int = random.randrange(2**32) if arguments.seed is None else arguments.seed
    understood = 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(arguments.inputs):
            source = random.Random(seed + number)
            attempt = source.choice((try_texts, try_mutation))
            try:
                understood += attempt(source, Path(name))
            except Exception as error:
                error.add_note(f"Again by --inputs 1 --seed {seed + number}")
                raise
    print(
        f"generator_text: {arguments.inputs} inputs with the seed {seed}: {understood} gave a "
        f"package, {arguments.inputs - understood} were refused with diagnostics"
    )


if __name__ == "__main__":
    main()
