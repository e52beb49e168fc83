"""What the machine runs: the number of each operation, its operands in order, and how a program is laid out.

An operation is six 32-bit integers in the byte order of the machine at hand: its number, its operands, zeros. `path`,
`twin`, `text`, `const`, `slot` and `loop` are indexes; with a question mark, -1 stands for none. `target` is the index
of an operation. Jumps go forwards; only NEXT goes back, to the operation behind the FOR of its loop. The last operation
is END. So every program ends.

A path is read the fast way where its values are of exact types. Where that fails its twin is called, and the twin's
value or error is what counts; without a twin the value is `jinja2.runtime.missing`. A slot that is given `missing` is
empty: the fast way fails there, and a twin gets `missing` for it.
"""

WIDTH = 6  # integers an operation
MOST_ARGUMENTS = 12  # of a twin

END = 0  # the page is finished
TEXT = 1  # put a text
OUT = 2  # put the value of a path
JMP = 3
JF = 4  # jump if the value of a path is false
JT = 5
FOR = 6  # begin a loop with the first item in `slot`, or jump if there is none; without a path, over the twin's value
NEXT = 7  # the next item into the slot of FOR and jump, or go on
CALLOUT = 8  # put the value of a twin
CALLSET = 9  # the value of a twin into a slot
MOVE = 10  # the value of a path into a slot
CALLJF = 11  # jump if the value of a twin is false
CALLJT = 12
LOOPJF = 13  # jump if this attribute of a loop is false
LOOPJT = 14
LOOPOUT = 15  # put this attribute of a loop
LOOPSET = 16  # this attribute of a loop into a slot
UNPACK = 17  # the items of a slot's value into `count` slots from `first` on
CAPB = 18  # begin a capture
CAPE = 19  # what was put since then into a slot instead of the page, as Markup (1) or str (0)
FRAG = 20  # put the fragment of this kind of the row that is the value of a path
SETK = 21  # a constant into a slot
JNE = 22  # jump unless the value equals a text or a whole number; the twin is the whole comparison
JEQ = 23  # jump if it does
LENJF = 24  # jump unless the length of the value compares so with a number; the twin is the whole comparison
LENJT = 25  # jump if it does
LOOPNC = 26  # jump unless this of a loop compares so with a number
LOOPC = 27  # jump if it does
LENOUT = 28  # put the length of the value; the twin gives the length
FIND = 29  # the first item whose key, the one step of the last path, is a text, or None, into a slot
MEMO = 30  # put what was kept for this text or whole number, and jump; or go on
KEEP = 31  # keep what was put since the MEMO
SUMPATH = 32  # the value of a path as a number of the sum at hand
SUMCONST = 33  # a constant as a number of it
SUMDO = 34  # what the last two numbers come to, in their place
SUMOUT = 35  # put the sum, with at most so many digits behind its point; the twin gives the text
SUMSET = 36  # the sum into a slot; the twin gives the value
SUMJF = 37  # jump unless the last two sums compare so; the twin is the whole comparison
SUMJT = 38  # jump if they do
ITEM = 39  # the item of a constant that the value of a path is the key or the index of, into a slot
SLICE = 40  # a tuple, list or text from one index up to another, into a slot
COLLECT = 41  # a list of what the one step of the last path finds in each item, into a slot
INJF = 42  # jump unless the first is in the second: values of paths, or the constant in the place of one
INJT = 43  # jump if it is

OPERANDS: dict[int, tuple[str, ...]] = {
    END: (),
    TEXT: ("text",),
    OUT: ("path", "mode", "twin?"),
    JMP: ("target",),
    JF: ("path", "target", "twin?"),
    JT: ("path", "target", "twin?"),
    FOR: ("path?", "slot", "loop", "target", "twin?"),
    NEXT: ("loop", "target"),
    CALLOUT: ("twin", "mode"),
    CALLSET: ("twin", "slot"),
    MOVE: ("path", "slot", "twin?"),
    CALLJF: ("twin", "target"),
    CALLJT: ("twin", "target"),
    LOOPJF: ("loop", "target", "attribute"),
    LOOPJT: ("loop", "target", "attribute"),
    LOOPOUT: ("loop", "attribute"),
    LOOPSET: ("loop", "attribute", "slot"),
    UNPACK: ("slot", "first", "count"),
    CAPB: (),
    CAPE: ("slot", "markup"),
    FRAG: ("path", "kind"),
    SETK: ("const", "slot"),
    JNE: ("path", "target", "twin", "const"),
    JEQ: ("path", "target", "twin", "const"),
    LENJF: ("path", "target", "twin", "how", "number"),
    LENJT: ("path", "target", "twin", "how", "number"),
    LOOPNC: ("loop", "target", "attribute", "how", "number"),
    LOOPC: ("loop", "target", "attribute", "how", "number"),
    LENOUT: ("path", "twin"),
    FIND: ("path", "const", "slot", "twin", "path"),
    MEMO: ("path", "target", "memo"),
    KEEP: ("memo",),
    SUMPATH: ("path",),
    SUMCONST: ("const",),
    SUMDO: ("what",),
    SUMOUT: ("twin", "digits"),
    SUMSET: ("twin", "slot"),
    SUMJF: ("twin", "target", "how"),
    SUMJT: ("twin", "target", "how"),
    ITEM: ("const", "path", "slot", "twin"),
    SLICE: ("path", "start", "stop", "slot", "twin"),
    COLLECT: ("path", "path", "slot", "twin"),
    INJF: ("path?", "target", "twin", "path?", "const?"),
    INJT: ("path?", "target", "twin", "path?", "const?"),
}

# Modes of OUT and CALLOUT.
RAW = 0  # str(value)
HTML = 1  # markupsafe.escape(value)
JSON = 2  # json_string(str(value)) without its quotes
PART = 3  # of `a ~ b`: a text as HTML, of anything else its str() as HTML, though it has markup of its own
FILLED = 4  # str(value) as HTML, though it has markup of its own
QUOTED = 5  # str(value) as a part of a URL

# Attributes of a loop: the ones of `loop` in a template.
INDEX = 0
INDEX0 = 1
LENGTH = 2
REVINDEX = 3
REVINDEX0 = 4
FIRST = 5
LAST = 6

# How a number compares with another one.
EQUAL = 0
UNEQUAL = 1
LESS = 2
AT_MOST = 3
MORE = 4
AT_LEAST = 5

# What a sum does with two numbers.
ADD = 0
SUBTRACT = 1
MULTIPLY = 2
DIVIDE = 3

MOST_KEPT = 512  # values of a memo
