"""What the machine runs: the number of each operation, its operands in order, and how a program is laid out.

An operation is six 32-bit integers in the machine's byte order: its number and up to five operands; those that are not
named are 0. `path` is an index into paths, `twin` into twins (-1: none, the value is then `missing`), `slot` a slot,
`loop` a loop register, `target` the index of an operation. Jumps go forwards; only NEXT goes back, to the operation
after the FOR of its loop. The last operation is END.

A path is read the fast way where its values are of exact types; where that fails, its twin is called, and the twin's
value or error is what counts. A slot that holds `jinja2.runtime.missing` is empty: the fast way fails there.
"""

WIDTH = 6

END = 0  #                                        the page is finished
TEXT = 1  # text                                  put a text
OUT = 2  # path, mode, twin                       put the value of a path
JMP = 3  # target
JF = 4  # path, target, twin                      jump if the value is false
JT = 5  # path, target, twin                      jump if the value is true
FOR = 6  # path, slot, loop, target, twin         begin a loop, or jump if there is nothing; path -1: over the twin's value
NEXT = 7  # loop, target                          the next item into the slot of FOR and jump, or go on
CALLOUT = 8  # twin, mode                         put the value of a twin
CALLSET = 9  # twin, slot                         put the value of a twin into a slot
MOVE = 10  # path, slot, twin                     put the value of a path into a slot
CALLJF = 11  # twin, target                       jump if the value of a twin is false
CALLJT = 12  # twin, target                       jump if the value of a twin is true
LOOPJF = 13  # loop, target, what                 jump if this of a loop is false
LOOPJT = 14  # loop, target, what                 jump if this of a loop is true
LOOPOUT = 15  # loop, what                        put this of a loop
LOOPSET = 16  # loop, what, slot                  put this of a loop into a slot
UNPACK = 17  # slot, first, count                 the items of a slot's value into `count` slots from `first` on
CAPB = 18  #                                      begin a capture
CAPE = 19  # slot, markup                         end it: what was put since then into a slot, as Markup (1) or str (0)
FRAG = 20  # path, kind                           put the fragment of this kind of the row that is the path's value
SETK = 21  # const, slot                          put a constant into a slot

# Modes of OUT and CALLOUT.
RAW = 0  # str(value)
HTML = 1  # markupsafe.escape(value)
JSON = 2  # the inside of a JSON string that may stand in a script element; text only

# What of a loop: the attributes of `loop` in a template.
INDEX = 0
INDEX0 = 1
LENGTH = 2
REVINDEX = 3
REVINDEX0 = 4
FIRST = 5
LAST = 6

MOST_ARGUMENTS = 12  # of a twin
