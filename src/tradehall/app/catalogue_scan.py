"""Which messages the product's pages use: literals of gettext calls, translate tags, and the words of errors."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

CALLS: Final = frozenset({"_", "gettext", "gettext_lazy"})
_TRANSLATE = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"{%\s*blocktranslate\b([^%]*)%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")


def messages(source: Path) -> dict[str, set[str]]:
    """Messages below a folder, each with the files that use it; tests are left out."""
    found: dict[str, set[str]] = {}
    for file in sorted((*source.rglob("*.py"), *source.rglob("*.html"))):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        # Errors of `app` are the command line's, which speaks English.
        has_error_words = file.name == "errors.py" and file.relative_to(source).parts[0] != "app"
        for message in _of_python(text, has_error_words) if file.suffix == ".py" else _of_template(text):
            found.setdefault(message, set()).add(str(file.relative_to(source)))
    return found


def _of_python(text: str, has_error_words: bool) -> Iterator[str]:
    if "gettext" not in text and not has_error_words:
        return
    for node in ast.walk(ast.parse(text)):
        if has_error_words and isinstance(node, ast.ClassDef):
            # Pages and the API show an error by the first line of its docstring.
            yield (ast.get_docstring(node) or "").splitlines()[0]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _of_template(text: str) -> Iterator[str]:
    for match in _TRANSLATE.finditer(text):
        yield match.group(1) or match.group(2)
    for match in _BLOCK.finditer(text):
        yield _VARIABLE.sub(r"%(\1)s", match.group(2).replace("%", "%%") if "%" in match.group(2) else match.group(2))
