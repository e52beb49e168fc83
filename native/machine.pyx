"""A program and its arguments in, a page's bytes out.

The machine runs what native/opcodes.py describes. It handles values of exact types by itself; everything else goes to
the twins, which are the template language's own code, so that values and errors are its own too.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_XDECREF, Py_XINCREF
from cpython.sequence cimport PySequence_Contains
from libc.stdint cimport int32_t
from libc.stdlib cimport free
from libc.string cimport memcpy

from native._buffer cimport Buffer, put, room
from native._compare cimport compares, length
from native._loop cimport Loop, enter, item, item_count, leave, loop_number
from native._numbers cimport put_integer, put_truth
from native._opcodes cimport (
    CALLJF, CALLJT, CALLOUT, CALLSET, CAPB, CAPE, COLLECT, FIND, FIRST, FOR, FRAG, HTML, INJF, INJT, ITEM, JEQ, JF, JMP,
    JNE, JT, KEEP, LENJF, LENJT, LENOUT, LOOPC, LOOPJF, LOOPJT, LOOPNC, LOOPOUT, LOOPSET, MEMO, MOST_ARGUMENTS, MOVE,
    NEXT, OUT, RAW, SETK, SLICE, SUMCONST, SUMDO, SUMJF, SUMJT, SUMOUT, SUMPATH, SUMSET, TEXT, UNPACK, WIDTH,
)
from native._parts cimport Path, Text, Twin, memo_count, path_array, reserve, step_array, text_array, twin_array
from native._picking cimport first_of, list_of, one_of, slice_of
from native._steps cimport PyTuple_GET_ITEM, PyTypeObject, Py_TYPE, Step, look
from native._sums cimport Sum, apply, comes, push_value, put_short, take
from native._values cimport ESCAPE, MARKUP, capture, put_value
from native.fragments cimport Fragments as Prebuilt
from native.memo cimport Memo
from native.page cimport Page as Output

from itertools import islice

from jinja2.runtime import missing
from markupsafe import Markup, escape

from native.fragments import Fragments
from native.page import Page
from native.soundness import check_program

cdef extern from "Python.h":
    object PyObject_Vectorcall(PyObject* function, PyObject** arguments, size_t count, PyObject* names)

MARKUP, ESCAPE = <PyTypeObject*><PyObject*>Markup, <PyObject*>escape
cdef PyObject* MISSING = <PyObject*>missing


@cython.final
@cython.no_gc_clear
cdef class Program:
    """A flat program: see native/opcodes.py.

    It runs once at a time, and holds nothing of its arguments between runs but the texts and numbers of its memos.

    paths: (slot, steps) each, a step the name of an attribute or an index. twins: (function, slots of its arguments).
    params: how many slots, the first ones, are arguments of a run.
    """

    cdef int32_t* ops
    cdef Text* texts
    cdef Path* paths
    cdef Step* steps
    cdef Twin* twins
    cdef Loop* loops
    cdef PyObject** slots
    cdef Py_ssize_t* captures
    cdef int slot_count, param_count, loop_count, capture_count
    cdef bint busy
    # What the C parts point into.
    cdef list kept_texts, kept_twins, kept_steps, kept_types, consts
    cdef list memos

    def __cinit__(self, bytes ops not None, texts, consts, paths, twins, slots, params, loops):
        self.kept_texts = list(texts)
        self.kept_twins = [(function, tuple(arguments)) for function, arguments in twins]
        self.consts = list(consts)
        path_list = [(slot, tuple(steps)) for slot, steps in paths]
        sizes = {
            "texts": len(self.kept_texts), "consts": len(self.consts), "paths": len(path_list),
            "twins": len(self.kept_twins), "slots": slots, "params": params, "loops": loops,
        }
        check_program(ops, sizes, self.kept_texts, path_list, self.kept_twins)
        self.ops = <int32_t*>reserve(len(ops), 1)
        memcpy(self.ops, PyBytes_AS_STRING(ops), len(ops))
        self.kept_steps = [step for _, steps in path_list for step in steps]
        self.kept_types = [None] * len(self.kept_steps)
        self.texts = text_array(self.kept_texts)
        self.paths = path_array(path_list)
        self.steps = step_array(self.kept_steps)
        self.twins = twin_array(self.kept_twins)
        self.slots = <PyObject**>reserve(slots, sizeof(PyObject*))
        self.slot_count, self.param_count = slots, params
        self.loops = <Loop*>reserve(loops, sizeof(Loop))
        self.loop_count = loops
        # One run goes through each operation that begins a capture at most once before the capture ends.
        self.capture_count = len(ops) // (4 * WIDTH)
        self.memos = [Memo() for _ in range(memo_count(self.ops, self.capture_count))]
        self.captures = <Py_ssize_t*>reserve(self.capture_count, sizeof(Py_ssize_t))

    def __dealloc__(self):
        free(self.ops)
        free(self.texts)
        free(self.paths)
        free(self.steps)
        free(self.twins)
        free(self.loops)
        free(self.slots)
        free(self.captures)

    def run(self, tuple args not None, Output page not None, Prebuilt fragments=None):
        """Put what the program makes of its arguments behind the page's bytes; an error leaves the page as it was."""
        cdef Py_ssize_t begin
        cdef int index
        if self.busy:
            raise RuntimeError("this program is running: a twin, or another thread, must not run it again")
        if len(args) != self.param_count:
            raise TypeError(f"expected {self.param_count} arguments for the program, got {len(args)}")
        page.check()
        begin = page.out.used
        self.busy = page.busy = True
        try:
            for index in range(self.param_count):
                self.fill_slot(index, PyTuple_GET_ITEM(<PyObject*>args, index))
            self.execute(&page.out, fragments)
        except:
            page.out.used = begin
            for memo in self.memos:
                (<Memo>memo).forget()
            raise
        finally:
            page.busy = False
            self.release()
            self.busy = False

    cdef void release(self) noexcept:
        cdef int index
        for index in range(self.slot_count):
            self.fill_slot(index, NULL)
        for index in range(self.loop_count):
            leave(&self.loops[index])

    cdef inline void fill_slot(self, int slot, PyObject* value) noexcept:
        cdef PyObject* old = self.slots[slot]
        if value == MISSING:
            value = NULL
        Py_XINCREF(value)
        # In its place before the old one goes: that may run code of its own.
        self.slots[slot] = value
        Py_XDECREF(old)

    cdef object call(self, int number):
        """Return the value of a twin."""
        cdef PyObject* arguments[MOST_ARGUMENTS]
        cdef Twin* twin
        cdef int index
        if number < 0:
            return missing
        twin = &self.twins[number]
        for index in range(twin.length):
            arguments[index] = self.slots[twin.slots[index]]
            if arguments[index] == NULL:
                arguments[index] = MISSING
        return PyObject_Vectorcall(twin.function, arguments, twin.length, NULL)

    cdef inline object read(self, int number, int twin):
        """Return the value of a path, or of its twin."""
        cdef Path* path = &self.paths[number]
        cdef PyObject* value = self.slots[path.slot]
        cdef Step* step
        cdef int index
        cdef object held
        for index in range(path.first, path.end):
            if value == NULL:
                break
            step = &self.steps[index]
            if step.type == Py_TYPE(value) and step.offset >= 0:
                value = (<PyObject**>(<char*>value + step.offset))[0]
                continue
            # To look may run code that drops the value.
            held = <object>value
            value = look(step, held, self.steps, self.kept_types)
            if value != NULL:
                held = <object>value
                Py_DECREF(held)
        return self.call(twin) if value == NULL else <object>value

    cdef bint equals(self, int32_t* op) except -1:
        """Return whether the value of a path equals a text or a whole number."""
        cdef object value = self.read(op[1], -1)
        cdef object wanted = self.consts[op[4]]
        if type(value) is str and type(wanted) is str:
            return <str>value == <str>wanted
        if type(value) is int and type(wanted) is int:
            return value == wanted
        return self.call(op[3])

    cdef bint holds(self, int32_t* op) except -1:
        """Return whether one value is in another."""
        cdef object one = self.consts[op[5]] if op[1] < 0 else self.read(op[1], -1)
        cdef object other = self.consts[op[5]] if op[4] < 0 else self.read(op[4], -1)
        if one is missing or other is missing:
            return self.call(op[3])
        return PySequence_Contains(other, one)

    cdef int keep(self, PyObject* found, int slot, int twin) except -1:
        """Put what was found into a slot, or else what its twin finds; the reference is taken over."""
        cdef object value = self.call(twin) if found == NULL else <object>found
        Py_XDECREF(found)
        self.fill_slot(slot, <PyObject*>value)
        return 0

    cdef inline Step* step(self, int path) noexcept:
        """Return the first step of a path."""
        return &self.steps[self.paths[path].first]

    cdef int execute(self, Buffer* out, Prebuilt fragments) except -1:
        cdef int32_t* op = self.ops
        cdef Loop* loop
        cdef Memo memo
        cdef Py_ssize_t number
        cdef Text found
        cdef int code, open_captures = 0, index
        cdef Sum sum
        cdef double sum_value = 0
        cdef bint sum_whole = False
        cdef object value
        sum.depth = 0
        sum.failed = False
        while True:
            code = op[0]
            if code == TEXT:
                room(out, self.texts[op[1]].length)
                put(out, self.texts[op[1]].start, self.texts[op[1]].length)
            elif code == OUT:
                put_value(out, self.read(op[1], op[3]), op[2])
            elif code == NEXT:
                loop = &self.loops[op[1]]
                loop.at += 1
                if loop.at < item_count(loop):
                    self.fill_slot(loop.slot, item(loop))
                    op = self.ops + op[2] * WIDTH
                    continue
                leave(loop)
            elif code == FOR:
                value = self.call(op[5]) if op[1] < 0 else self.read(op[1], op[5])
                loop = &self.loops[op[3]]
                enter(loop, value, op[2])
                if loop.length == 0:
                    leave(loop)
                    op = self.ops + op[4] * WIDTH
                    continue
                self.fill_slot(loop.slot, item(loop))
            elif code == JMP:
                op = self.ops + op[1] * WIDTH
                continue
            elif code == JF:
                if not self.read(op[1], op[3]):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == JT:
                if self.read(op[1], op[3]):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == CALLOUT:
                put_value(out, self.call(op[1]), op[2])
            elif code == CALLSET:
                value = self.call(op[1])
                self.fill_slot(op[2], <PyObject*>value)
            elif code == MOVE:
                value = self.read(op[1], op[3])
                self.fill_slot(op[2], <PyObject*>value)
            elif code == CALLJF:
                if not self.call(op[1]):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == CALLJT:
                if self.call(op[1]):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == LOOPJF:
                if loop_number(&self.loops[op[1]], op[3]) == 0:
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == LOOPJT:
                if loop_number(&self.loops[op[1]], op[3]) != 0:
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == LOOPOUT:
                number = loop_number(&self.loops[op[1]], op[2])
                if op[2] >= FIRST:
                    put_truth(out, number != 0)
                else:
                    put_integer(out, number)
            elif code == LOOPSET:
                number = loop_number(&self.loops[op[1]], op[2])
                value = number != 0 if op[2] >= FIRST else number
                self.fill_slot(op[3], <PyObject*>value)
            elif code == UNPACK:
                value = unpack(missing if self.slots[op[1]] == NULL else <object>self.slots[op[1]], op[3])
                for index in range(op[3]):
                    self.fill_slot(op[2] + index, PyTuple_GET_ITEM(<PyObject*>value, index))
            elif code == CAPB:
                if open_captures == self.capture_count:
                    raise ValueError("expected each capture to end, got one that begins again and again")
                self.captures[open_captures] = out.used
                open_captures += 1
            elif code == CAPE:
                if open_captures == 0:
                    raise ValueError("expected a capture to begin before it ends")
                open_captures -= 1
                value = capture(out, self.captures[open_captures], op[2])
                self.fill_slot(op[1], <PyObject*>value)
            elif code == FRAG:
                if fragments is None:
                    raise TypeError("expected fragments for a program that shows some, got None")
                fragments.find(self.read(op[1], -1), op[2], &found)
                room(out, found.length)
                put(out, found.start, found.length)
            elif code == SETK:
                value = self.consts[op[1]]
                self.fill_slot(op[2], <PyObject*>value)
            elif code == JNE or code == JEQ:
                if self.equals(op) == (code == JEQ):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == LENJF or code == LENJT:
                number = length(self.read(op[1], -1))
                if (compares(number, op[4], op[5]) if number >= 0 else <bint>self.call(op[3])) == (code == LENJT):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == LOOPNC or code == LOOPC:
                if compares(loop_number(&self.loops[op[1]], op[3]), op[4], op[5]) == (code == LOOPC):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == LENOUT:
                number = length(self.read(op[1], -1))
                if number >= 0:
                    put_integer(out, number)
                else:
                    put_value(out, self.call(op[2]), RAW)
            elif code == FIND:
                value = self.read(op[1], -1)
                self.keep(
                    first_of(value, self.consts[op[2]], self.step(op[5]), self.steps, self.kept_types), op[3], op[4]
                )
            elif code == MEMO:
                memo = self.memos[op[3]]
                if memo.recall(out, self.read(op[1], -1)):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == KEEP:
                memo = self.memos[op[1]]
                memo.keep(out)
            elif code == SUMPATH:
                push_value(&sum, self.read(op[1], -1))
            elif code == SUMCONST:
                push_value(&sum, self.consts[op[1]])
            elif code == SUMDO:
                apply(&sum, op[1])
            elif code == SUMOUT:
                if take(&sum, &sum_value, &sum_whole):
                    put_short(out, sum_value, op[2])
                else:
                    put_value(out, self.call(op[1]), HTML)
            elif code == SUMSET:
                if take(&sum, &sum_value, &sum_whole):
                    value = <long long>sum_value if sum_whole else sum_value
                else:
                    value = self.call(op[1])
                self.fill_slot(op[2], <PyObject*>value)
            elif code == SUMJF or code == SUMJT:
                index = comes(&sum, op[3])
                if (<bint>index if index >= 0 else <bint>self.call(op[1])) == (code == SUMJT):
                    op = self.ops + op[2] * WIDTH
                    continue
            elif code == ITEM:
                self.keep(one_of(self.consts[op[1]], self.read(op[2], -1)), op[3], op[4])
            elif code == SLICE:
                self.keep(slice_of(self.read(op[1], -1), op[2], op[3]), op[4], op[5])
            elif code == COLLECT:
                value = self.read(op[1], -1)
                self.keep(list_of(value, self.step(op[2]), self.steps, self.kept_types), op[3], op[4])
            elif code == INJF or code == INJT:
                if self.holds(op) == (code == INJT):
                    op = self.ops + op[2] * WIDTH
                    continue
            else:
                return 0
            op += WIDTH


cdef tuple unpack(object value, int count):
    """Return exactly `count` items of a value, with the errors of Python's own unpacking."""
    cdef tuple items = tuple(value) if type(value) is tuple or type(value) is list else tuple(islice(value, count + 1))
    if len(items) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(items)})")
    if len(items) > count:
        raise ValueError(f"too many values to unpack (expected {count})")
    return items
