"""TypeScript of the contracts: enumerations, client frames with their decoders, result texts.

The terminal reads `web/terminal/src/generated/contracts.ts` and nothing else about the wire. Structs that travel as
arrays become an interface with field names, a labelled tuple of the wire form and a decoder between the two, so that a
page never counts positions. Structs that travel as objects omit fields that hold their default; decoders restore them.
"""

import enum
import inspect
import json
import types
import typing
from collections.abc import Iterable, Iterator

import msgspec

from tradehall.contracts import WIRE_VERSION, enums, frames
from tradehall.contracts.events import AccountEvent
from tradehall.kernel import ids, units
from tradehall.kernel.results import RESULT_TEXTS, ResultCode

_RENAMED = {"Symbol": "SecuritySymbol"}
"""Names that TypeScript keeps for itself."""
_ALIASES: dict[object, tuple[str, str]] = {
    alias: (_RENAMED.get(name, name), alias.__metadata__[0])
    for module in (units, ids)
    for name, alias in vars(module).items()
    if hasattr(alias, "__metadata__") and not name.startswith("_")
}
_SCALARS: dict[type, str] = {type(None): "null", int: "number", str: "string", bool: "boolean"}

HEADER = f"""/* eslint-disable */
// Generated from src/tradehall/contracts by `tradehall generate`; change the contracts, not this file.
//
// Every struct has a named form (an interface). Those that travel as arrays also have a wire form (a tuple)
// and a decoder. Times are microseconds of Beijing wall time; money and prices are integers of 1/10,000 yuan.

export const WIRE_VERSION = {WIRE_VERSION} as const;
"""


def contracts_typescript() -> str:
    """The whole file, ready to write."""
    structs = list(_in_dependency_order([*_members(frames.ServerFrame), *_members(frames.ClientFrame)]))
    client_only = {s for s in structs if s in _members(frames.ClientFrame)}
    sent_inside = set(_in_dependency_order(_members(frames.ClientFrame))) - client_only
    parts = [HEADER, _aliases(), *(_enumeration(e) for e in _enumerations())]
    parts += [_enumeration(ResultCode), _result_texts()]
    for struct in structs:
        decodable = struct not in client_only and struct not in sent_inside
        parts.append(_struct(struct, decodable=decodable))
    parts += [_account_event(), _server_frame(), _client_frame()]
    return "\n".join(parts)


def _members(union: object) -> list[type[msgspec.Struct]]:
    return list(typing.get_args(union))


def _enumerations() -> list[type[enum.IntEnum]]:
    found = [e for _, e in inspect.getmembers(enums, inspect.isclass) if issubclass(e, enum.IntEnum)]
    return sorted((e for e in found if e.__module__ == enums.__name__), key=lambda e: e.__name__)


def _in_dependency_order(roots: Iterable[type[msgspec.Struct]]) -> Iterator[type[msgspec.Struct]]:
    seen: set[type[msgspec.Struct]] = set()

    def visit(struct: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
        if struct in seen:
            return
        seen.add(struct)
        for hint in _hints(struct).values():
            for inner in _structs_in(hint):
                yield from visit(inner)
        yield struct

    for root in roots:
        yield from visit(root)


def _hints(struct: type[msgspec.Struct]) -> dict[str, object]:
    hints = typing.get_type_hints(struct, include_extras=True)
    return {field.name: hints[field.name] for field in msgspec.structs.fields(struct)}


def _structs_in(hint: object) -> Iterator[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for inner in typing.get_args(hint):
        yield from _structs_in(inner)


# Types ----------------------------------------------------------------------------------------


def _is_array(struct: type[msgspec.Struct]) -> bool:
    return bool(struct.__struct_config__.array_like)


def _is_tagged(struct: type[msgspec.Struct]) -> bool:
    return struct.__struct_config__.tag is not None


def _type(hint: object, *, wire: bool) -> str:
    """TypeScript of a type hint, in its wire form or its named form."""
    if hint in _ALIASES:
        return _ALIASES[hint][0]
    if isinstance(hint, type) and hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, enum.IntEnum):
        return hint.__name__
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return f"{hint.__name__}Wire" if wire else hint.__name__
    return _composite(hint, wire=wire)


def _composite(hint: object, *, wire: bool) -> str:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        if hint == AccountEvent:
            return "AccountEventWire" if wire else "AccountEvent"
        return " | ".join(_type(a, wire=wire) for a in args)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 -- tuple[X, ...]
        return f"readonly {_bracketed(_type(args[0], wire=wire))}[]"
    if origin is tuple:
        return f"readonly [{', '.join(_type(a, wire=wire) for a in args)}]"
    raise TypeError(f"contracts use a type that the TypeScript generator does not know: {hint!r}")


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def _decoded(hint: object, value: str) -> str:
    """Expression that turns the wire value into the named form."""
    if not any(True for _ in _structs_in(hint)):
        return value
    if isinstance(hint, type):
        return f"decode{hint.__name__}({value})"
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint == AccountEvent:
        return f"decodeAccountEvent({value})"
    if origin in {typing.Union, types.UnionType}:
        (inner,) = (a for a in args if a is not type(None))
        return f"{value} === null ? null : {_decoded(inner, value)}"
    function = _decoded(args[0], "").removesuffix("()")
    return f"{value}.map({function})"


def _default(field: msgspec.structs.FieldInfo) -> str | None:
    """JSON of a field's default, or None when it must be sent."""
    if field.default is not msgspec.NODEFAULT:
        return json.dumps(field.default, ensure_ascii=False)
    if field.default_factory is not msgspec.NODEFAULT:
        return json.dumps(field.default_factory())
    return None


# Declarations ---------------------------------------------------------------------------------


def _comment(text: str | None, indent: str = "") -> str:
    if not text:
        return ""
    lines = inspect.cleandoc(text).splitlines()
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"


def _aliases() -> str:
    rows = [f"/** {unit} */\nexport type {name} = {_type_of_alias(alias)};" for alias, (name, unit) in _ALIASES.items()]
    return "\n".join(rows) + "\n"


def _type_of_alias(alias: object) -> str:
    return "string" if typing.get_args(alias)[0] is str else "number"


def _enumeration(cls: type[enum.IntEnum]) -> str:
    rows = "".join(f"  {m.name}: {m.value},\n" for m in cls)
    name = cls.__name__
    return (
        f"{_comment(cls.__doc__)}export const {name} = {{\n{rows}}} as const;\n"
        f"export type {name} = (typeof {name})[keyof typeof {name}];\n"
    )


def _result_texts() -> str:
    rows = "".join(
        f"  {code.value}: {{ zh: {json.dumps(text.zh, ensure_ascii=False)}, en: {json.dumps(text.en)} }},\n"
        for code, text in RESULT_TEXTS.items()
    )
    return (
        "/** Words of each result code: what happened and what to do. */\n"
        f"export const RESULT_TEXTS: Readonly<Record<number, {{ zh: string; en: string }}>> = {{\n{rows}}};\n"
    )


def _struct(struct: type[msgspec.Struct], *, decodable: bool) -> str:
    if _is_array(struct):
        parts = [_interface(struct), _tuple(struct), _array_decoder(struct)]
    elif decodable:
        parts = [_interface(struct), _object_wire(struct), _object_decoder(struct)]
    else:
        parts = [_interface(struct, sent=True)]
    return "\n".join(parts)


def _interface(struct: type[msgspec.Struct], *, sent: bool = False) -> str:
    rows = []
    config = struct.__struct_config__
    if _is_tagged(struct):
        tag = f"kind: {json.dumps(struct.__name__)}" if config.array_like else f"t: {json.dumps(config.tag)}"
        rows.append(f"  readonly {tag};\n")
    hints = _hints(struct)
    for field in msgspec.structs.fields(struct):
        optional = "?" if sent and not field.required else ""
        rows.append(f"  readonly {field.name}{optional}: {_type(hints[field.name], wire=False)};\n")
    return f"{_comment(struct.__doc__)}export interface {struct.__name__} {{\n{''.join(rows)}}}\n"


def _tuple(struct: type[msgspec.Struct]) -> str:
    tag = struct.__struct_config__.tag
    items = [] if tag is None else [f"tag: {json.dumps(tag)}"]
    items += [f"{name}: {_type(hint, wire=True)}" for name, hint in _hints(struct).items()]
    return f"export type {struct.__name__}Wire = readonly [\n{''.join(f'  {item},{chr(10)}' for item in items)}];\n"


def _array_decoder(struct: type[msgspec.Struct]) -> str:
    name, first = struct.__name__, 1 if _is_tagged(struct) else 0
    rows = [f"    kind: {json.dumps(name)},\n"] if first else []
    rows += [
        f"    {field}: {_decoded(hint, f'wire[{position}]')},\n"
        for position, (field, hint) in enumerate(_hints(struct).items(), start=first)
    ]
    return f"export function decode{name}(wire: {name}Wire): {name} {{\n  return {{\n{''.join(rows)}  }};\n}}\n"


def _object_wire(struct: type[msgspec.Struct]) -> str:
    config = struct.__struct_config__
    rows = [f"  readonly t: {json.dumps(config.tag)};\n"] if _is_tagged(struct) else []
    hints = _hints(struct)
    for field in msgspec.structs.fields(struct):
        optional = "?" if config.omit_defaults and not field.required else ""
        rows.append(f"  readonly {field.name}{optional}: {_type(hints[field.name], wire=True)};\n")
    return f"export interface {struct.__name__}Wire {{\n{''.join(rows)}}}\n"


def _object_decoder(struct: type[msgspec.Struct]) -> str:
    name, hints = struct.__name__, _hints(struct)
    rows = [f"    t: {json.dumps(struct.__struct_config__.tag)},\n"] if _is_tagged(struct) else []
    for field in msgspec.structs.fields(struct):
        value, default = f"wire.{field.name}", _default(field)
        decoded = _decoded(hints[field.name], value)
        if default is not None and struct.__struct_config__.omit_defaults:
            decoded = (
                f"{value} == null ? null : {_unwrapped(hints[field.name], value)}"
                if "null" in decoded
                else (f"{value} ?? {default}" if decoded == value else f"{value} === undefined ? {default} : {decoded}")
            )
        rows.append(f"    {field.name}: {decoded},\n")
    return f"export function decode{name}(wire: {name}Wire): {name} {{\n  return {{\n{''.join(rows)}  }};\n}}\n"


def _unwrapped(hint: object, value: str) -> str:
    (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
    return _decoded(inner, value)


def _cases(members: list[type[msgspec.Struct]]) -> str:
    return "".join(
        f"    case {json.dumps(m.__struct_config__.tag)}:\n      return decode{m.__name__}(wire);\n" for m in members
    )


def _union(members: list[type[msgspec.Struct]], suffix: str = "") -> str:
    return "".join(f"\n  | {m.__name__}{suffix}" for m in members)


def _account_event() -> str:
    members = _members(AccountEvent)
    return (
        "/** One event of a private stream; `kind` tells which. */\n"
        f"export type AccountEvent ={_union(members)};\nexport type AccountEventWire ={_union(members, 'Wire')};\n\n"
        "export function decodeAccountEvent(wire: AccountEventWire): AccountEvent {\n"
        f"  switch (wire[0]) {{\n{_cases(members)}  }}\n}}\n"
    )


def _server_frame() -> str:
    members = _members(frames.ServerFrame)
    return (
        "/** Anything that the gateway sends; `t` tells which. */\n"
        f"export type ServerFrame ={_union(members)};\nexport type ServerFrameWire ={_union(members, 'Wire')};\n\n"
        "/** Read one text message of the gateway. */\n"
        "export function decodeServerFrame(text: string): ServerFrame {\n"
        "  const wire = JSON.parse(text) as ServerFrameWire;\n"
        f"  switch (wire.t) {{\n{_cases(members)}  }}\n}}\n"
    )


def _client_frame() -> str:
    return (
        "/** Anything that a client sends, as `JSON.stringify` of it. */\n"
        f"export type ClientFrame ={_union(_members(frames.ClientFrame))};\n"
    )
