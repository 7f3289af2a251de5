"""What is mutated and how: mutmut's operators, on every line that runs.

mutmut's own runner leaves out functions with a decorator, so every property, context manager and
class method, and all that runs on import; cosmic-ray writes each mutant to the disk and starts the
tests anew for it, a second and more before the first one runs. So the operators are mutmut's, and
where they are used and how the tests are run (`trials.py`) is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import libcst as cst
from libcst.metadata import (
    CodeRange,
    MetadataWrapper,
    PositionProvider,
    WhitespaceInclusivePositionProvider,
)
from mutmut.mutation.mutators import mutation_operators

from .project import PACKAGE

FOR_CHECKERS = {"TypeVar", "ParamSpec", "NewType", "TypeAliasType"}
"""Calls that only a type checker reads: no test could see a difference."""
CERTAIN = {"len", "isinstance", "issubclass", "super", "cast"}
"""Calls that raise, whatever is done to their arguments: killing those mutants proves nothing. And
`cast`, which does nothing; what it is given is mutated."""


@dataclass(frozen=True)
class Mutant:
    """One change to one function.

    Attributes:
        module: The file, as a path below the package: `_core/retry.py`.
        function: Its qualified name, that of the class outside of functions, or `<module>`.
        was: The lines that differ, as they are, without indentation.
        now: The same as they would be.
        line: The first of them, from 1.
        until: The last of them.
        replacement: What takes their place, with indentation.
        reached: The first and the last line of the statement: who runs these can notice.
        definition: The line where the function begins whose body was changed, as the compiler
            counts, or `None` if the change takes effect where the module is imported.
    """

    module: str
    function: str
    was: str
    now: str
    line: int
    until: int
    replacement: str
    reached: tuple[int, int]
    definition: int | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from others and stays the same when the module changes elsewhere."""
        return self.module, self.function, self.was, self.now

    @property
    def source(self) -> str:
        """The mutated module."""
        lines = original(self.module).splitlines(keepends=True)
        lines[self.line - 1 : self.until] = [self.replacement]
        return "".join(lines)


@cache
def original(module: str) -> str:
    """A module as it was when it was first looked at: who waits for mutants may edit it."""
    return (PACKAGE / module).read_text(encoding="utf-8")


def mutants_of(module: str) -> list[Mutant]:
    """Every mutant of a module, each once, in the order of its lines."""
    source = original(module)
    wrapper = MetadataWrapper(cst.parse_module(source))
    mutations = _Mutations()
    wrapper.visit(mutations)
    lines = source.splitlines(keepends=True)
    found: dict[tuple[int, str], Mutant] = {}
    for place, new in mutations.found:
        code = wrapper.module.code_for_node(new).replace("\n", "\n" + " " * place.indent)
        mutant = _mutant(module, lines, place, code)
        if mutant is not None:
            found.setdefault((mutant.line, mutant.replacement), mutant)
    return sorted(found.values(), key=lambda mutant: mutant.line)


@dataclass(frozen=True)
class _Place:
    function: str
    definition: int | None
    span: CodeRange
    reached: tuple[int, int]
    indent: int


def _mutant(module: str, lines: list[str], place: _Place, code: str) -> Mutant | None:
    """The mutant with the fewest lines that writes code into a place; `None` if it is the same."""
    start, end = place.span.start, place.span.end
    was = lines[start.line - 1 : end.line]
    text = lines[start.line - 1][: start.column] + code + lines[end.line - 1][end.column :]
    now = text.splitlines(keepends=True)
    line, until = start.line, end.line
    while was and now and was[0] == now[0]:
        was, now, line = was[1:], now[1:], line + 1
    while was and now and was[-1] == now[-1]:
        was, now, until = was[:-1], now[:-1], until - 1
    if not was and not now:
        return None
    return Mutant(
        module=module,
        function=place.function,
        was=_stripped(was),
        now=_stripped(now),
        line=line,
        until=until,
        replacement="".join(now),
        reached=place.reached,
        definition=place.definition,
    )


def _stripped(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines)


class _Mutations(cst.CSTVisitor):
    """Finds where the operators apply, and passes over what does not run."""

    METADATA_DEPENDENCIES = (PositionProvider, WhitespaceInclusivePositionProvider)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[_Place, cst.CSTNode]] = []
        self._above: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_for_readers(node):
            return False
        if _called(node) not in CERTAIN:
            for kind, operator in mutation_operators:
                if isinstance(node, kind):
                    self.found += ((self._place(node), new) for new in operator(node))
        self._above.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._above and self._above[-1] is original_node:
            self._above.pop()

    def _is_for_readers(self, node: cst.CSTNode) -> bool:
        """Whether it is there for type checkers alone, or any mistake in it shows at once."""
        match node:
            case cst.Annotation() | cst.If(test=cst.Name("TYPE_CHECKING")):
                return True
            case cst.Assign(targets=[cst.AssignTarget(cst.Name(name))], value=value):
                # An attribute without a slot raises wherever it is first set.
                return name == "__slots__" or _called(value) in FOR_CHECKERS
            case cst.FunctionDef(decorators=decorators):
                return any(_name(each.decorator) == "overload" for each in decorators)
            case cst.ClassDef(bases=bases):
                return any(_name(base.value) == "Protocol" for base in bases)
            case cst.Arg():
                call = self._above[-1]
                return _called(call) == "cast" and node is cst.ensure_type(call, cst.Call).args[0]
            case _:
                return False

    def _place(self, node: cst.CSTNode) -> _Place:
        stack = [*self._above, node]
        names: list[str] = []
        definition: int | None = None
        for outer, inner in pairwise(stack):
            if isinstance(outer, cst.ClassDef | cst.FunctionDef):
                names.append(outer.name.value)
            if isinstance(outer, cst.FunctionDef):
                if inner is outer.body:
                    definition = min(
                        self._span(each).start.line for each in (outer.name, *outer.decorators)
                    )
                break
        return _Place(
            function=".".join(names) or "<module>",
            definition=definition,
            span=self._span(node, WhitespaceInclusivePositionProvider),
            reached=self._statement(stack),
            indent=4 * sum(isinstance(each, cst.IndentedBlock) for each in self._above),
        )

    def _statement(self, stack: list[cst.CSTNode]) -> tuple[int, int]:
        for above, below in zip(reversed(stack[:-1]), reversed(stack), strict=False):
            if isinstance(below, cst.SimpleStatementLine):
                span = self._span(below)
                return span.start.line, span.end.line
            body = getattr(above, "body", None)
            if isinstance(body, cst.IndentedBlock):
                first = self._span(body.body[0]).start.line
                start = self._span(above).start.line
                return start, max(start, first - 1)
        span = self._span(stack[-1])
        return span.start.line, span.end.line

    def _span(
        self,
        node: cst.CSTNode,
        provider: type[PositionProvider | WhitespaceInclusivePositionProvider] = PositionProvider,
    ) -> CodeRange:
        span = self.get_metadata(provider, node)
        assert isinstance(span, CodeRange)  # noqa: S101, the provider knows every node
        return span


def _called(node: cst.CSTNode | None) -> str:
    """The name of what is called, if this is a call."""
    return _name(node.func) if isinstance(node, cst.Call) else ""


def _name(node: cst.BaseExpression) -> str:
    while isinstance(node, cst.Subscript):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""
