"""The numbers of opcodes.py, as the machine is compiled with them; a test holds the two together."""

cdef enum:
    END = 0
    TEXT = 1
    OUT = 2
    JMP = 3
    JF = 4
    JT = 5
    FOR = 6
    NEXT = 7
    CALLOUT = 8
    CALLSET = 9
    MOVE = 10
    CALLJF = 11
    CALLJT = 12
    LOOPJF = 13
    LOOPJT = 14
    LOOPOUT = 15
    LOOPSET = 16
    UNPACK = 17
    CAPB = 18
    CAPE = 19
    FRAG = 20
    SETK = 21
    JNE = 22
    JEQ = 23
    LENJF = 24
    LENJT = 25
    LOOPNC = 26
    LOOPC = 27
    LENOUT = 28
    FIND = 29
    MEMO = 30
    KEEP = 31
    SUMPATH = 32
    SUMCONST = 33
    SUMDO = 34
    SUMOUT = 35
    SUMSET = 36
    SUMJF = 37
    SUMJT = 38
    ITEM = 39
    SLICE = 40
    COLLECT = 41
    INJF = 42
    INJT = 43

cdef enum:
    RAW = 0
    HTML = 1
    JSON = 2
    PART = 3
    FILLED = 4
    QUOTED = 5

cdef enum:
    INDEX = 0
    INDEX0 = 1
    LENGTH = 2
    REVINDEX = 3
    REVINDEX0 = 4
    FIRST = 5
    LAST = 6

cdef enum:
    WIDTH = 6
    MOST_ARGUMENTS = 12

cdef enum:
    EQUAL = 0
    UNEQUAL = 1
    LESS = 2
    AT_MOST = 3
    MORE = 4
    AT_LEAST = 5

cdef enum:
    MOST_KEPT = 512

cdef enum:
    ADD = 0
    SUBTRACT = 1
    MULTIPLY = 2
    DIVIDE = 3
