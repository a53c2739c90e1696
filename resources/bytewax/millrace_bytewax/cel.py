"""CEL by cel-python, with the types and operators that Millrace has.

cel-python parses an expression and writes it as Python, once. It is told here what
differs: numbers of JSON are doubles and mix with whole numbers, values of different
types are unequal instead of an error, `has` fails where its parent is missing.
"""

import logging

import celpy
from celpy.evaluation import Phase1Transpiler, celbytes, celstr

from .cel_functions import FAILURES, FUNCTIONS, bool_only, int64

logging.getLogger("celpy").setLevel(logging.ERROR)

_MACROS = ("all", "exists", "exists_one", "map", "filter")


def expression(source, functions=None):
    """Compile CEL: a function of the variables by name.

    It raises one of FAILURES where the expression has no value.
    """
    return _ENVIRONMENT.program(_ENVIRONMENT.compile(source), functions).evaluate


def condition(source):
    """Compile CEL that is asked whether it is true; where it fails, it is not."""
    evaluate = expression(source)

    def holds(scope):
        try:
            return evaluate(scope) is True
        except FAILURES:
            return False

    return holds


class _Runner(celpy.Runner):
    """Runs what the transpiler has written; safe for several workers at a time."""

    tree_node_class = celpy.TranspilerTree

    def __init__(self, environment, ast, functions=None):
        super().__init__(environment, ast, functions)
        _Transpiler(celpy.Transpiler(ast=ast, activation=self.new_activation())).visit(
            ast
        )
        names = {"call": {**FUNCTIONS, **(functions or {})}, "logic": _logic}
        self.evaluate = eval(f"lambda scope: {ast.transpiled}", names)

    def evaluate(self, context):
        """Replaced by what was compiled."""


class _Transpiler(Phase1Transpiler):
    def func_name(self, label):
        return f"call[{label!r}]"

    def ident(self, tree):
        tree.transpiled = f"scope[{tree.children[0].value!r}]"

    def literal(self, tree):
        token = tree.children[0]
        if token.type == "INT_LIT":
            value = int64(int(token.value, 0 if "x" in token.value else 10))
        elif token.type == "FLOAT_LIT":
            value = float(token.value)
        elif token.type == "BYTES_LIT":
            value = bytes(celbytes(token))
        elif token.type.endswith("STRING_LIT"):
            value = str(celstr(token))
        else:
            value = {"true": True, "false": False, "null": None}[token.value]
        tree.transpiled = f"({value!r})"

    def list_lit(self, tree):
        tree.transpiled = f"[{tree.children[0].transpiled if tree.children else ''}]"

    def map_lit(self, tree):
        tree.transpiled = (
            f"call['{{}}']([{tree.children[0].transpiled if tree.children else ''}])"
        )

    def member_dot(self, tree):
        of, name = tree.children
        tree.transpiled = f"call['.']({of.transpiled}, {name.value!r})"

    def ident_arg(self, tree):
        super().ident_arg(tree)
        if tree.children[0].value == "has":
            tree.checked_exception = None
            tree.transpiled = tree.children[1].transpiled.replace(
                "call['.']", "call['has']", 1
            )

    def member_dot_arg(self, tree):
        of, name, *arguments = tree.children
        if name.value not in _MACROS:
            listed = [part.transpiled for part in (of, *arguments)]
            tree.transpiled = f"{self.func_name(name.value)}({', '.join(listed)})"
            return
        variable, body = arguments[0].children
        name_of = variable.transpiled[len("scope[") : -1]
        inside = f"lambda scope: {body.transpiled}"
        bound = f"lambda scope, item: ({inside})({{**scope, {name_of}: item}})"
        tree.transpiled = f"call[{name.value!r}]({of.transpiled}, scope, {bound})"

    def expr(self, tree):
        if len(tree.children) == 1:
            tree.transpiled = tree.children[0].transpiled
        else:
            test, yes, no = (part.transpiled for part in tree.children)
            tree.transpiled = f"({yes} if call['bool?']({test}) else {no})"

    def conditionalor(self, tree):
        self._logic(tree, True)

    def conditionaland(self, tree):
        self._logic(tree, False)

    def _logic(self, tree, decides):
        sides = [part.transpiled for part in tree.children]
        lazy = ", ".join(f"lambda scope: {side}" for side in sides)
        tree.transpiled = (
            sides[0] if len(sides) == 1 else f"logic({decides}, scope, {lazy})"
        )


def _logic(decides, scope, left, right):
    """`||` and `&&`: whichever side decides, whatever the other one is."""
    problem = None
    for side in (left, right):
        try:
            value = bool_only(side(scope))
        except FAILURES as error:
            problem = problem or error
        else:
            if value is decides:
                return decides
    if problem:
        raise problem
    return not decides


_ENVIRONMENT = celpy.Environment(runner_class=_Runner)
