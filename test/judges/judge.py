"""Parses the texts that come as JSON strings, one a line, and answers each with a line of JSON: null, or the first error."""

import ast
import json
import sys
import warnings

# At these the parser had come to the end of the text, wherever it says that the trouble began.
UNFINISHED = (
    "was never closed",
    "unterminated triple-quoted",
    "unexpected EOF",
    "expected an indented block",
    "EOF in multi-line",
    "unexpected end of file",
    "expected 'except' or 'finally' block",
)


def utf16(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def offset_of(text, line, column):
    lines = text.split("\n")
    before = "".join(part + "\n" for part in lines[: line - 1])
    here = lines[line - 1] if line <= len(lines) else ""
    return min(utf16(before) + utf16(here[: max(column - 1, 0)]), utf16(text))


def judge(text):
    try:
        ast.parse(text)
    except SyntaxError as error:
        message = error.msg
        if message.startswith("unindent"):
            # Said at the end of the line; what is wrong is how it begins, and nothing behind it can change that.
            return {"offset": offset_of(text, error.lineno or 1, 1), "unfinished": False, "message": message}
        offset = offset_of(text, error.lineno or 1, error.offset or 1)
        rest = text.encode("utf-16-le", "surrogatepass")[offset * 2 :].decode("utf-16-le", "surrogatepass")
        at_end = rest.strip() == ""
        one_line = message.startswith(("unterminated string", "unterminated f-string")) and "\n" not in rest
        said = any(words in message for words in UNFINISHED) and (at_end or "expected" not in message)
        return {"offset": offset, "unfinished": at_end or one_line or said, "message": message}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"offset": 0, "unfinished": False, "message": str(error) or type(error).__name__}
    return None


warnings.simplefilter("ignore")
for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))), flush=True)
