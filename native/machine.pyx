"""A program and its arguments in, a page's bytes out.

The machine runs what native/opcodes.py describes. It handles values of exact types by itself; everything else goes to
the twins, which are the template language's own code, so that values and errors are its own too.
"""

cimport cython
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_FillInfo, PyBuffer_Release, PyObject_GetBuffer
from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.mem cimport PyMem_Free
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_XDECREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, strlen

from native._buffer cimport Buffer, put, room
from native._utf8 cimport HTML, JSON, RAW, put_text

from itertools import islice

from jinja2.runtime import missing
from markupsafe import Markup, escape

from native.opcodes import WIDTH
from native.soundness import check_program

cdef extern from *:
    """
    #include <structmember.h>
    #define MEMBER_IS_OBJECT(member) ((member)->type == T_OBJECT_EX || (member)->type == T_OBJECT)
    """
    ctypedef struct PyTypeObject:
        void* tp_getattro
    ctypedef struct PyMemberDef:
        Py_ssize_t offset
    ctypedef struct PyMemberDescrObject:
        PyMemberDef* d_member
    bint MEMBER_IS_OBJECT(PyMemberDef* member)
    PyTypeObject* PyDescr_TYPE(PyObject* descriptor)
    PyTypeObject PyMemberDescr_Type, PyUnicode_Type, PyLong_Type, PyFloat_Type, PyDict_Type, PyList_Type, PyTuple_Type
    void* PyObject_GenericGetAttr
    PyTypeObject* Py_TYPE(PyObject* value)
    int PyType_IsSubtype(PyTypeObject* type, PyTypeObject* base)
    PyObject* PyDict_GetItemWithError(object mapping, object key) except? NULL
    Py_ssize_t PyList_GET_SIZE(PyObject* items)
    Py_ssize_t PyTuple_GET_SIZE(PyObject* items)
    PyObject* PyList_GET_ITEM(PyObject* items, Py_ssize_t index)
    PyObject* PyTuple_GET_ITEM(PyObject* items, Py_ssize_t index)
    long long PyLong_AsLongLongAndOverflow(object value, int* overflow) except? -1
    char* PyOS_double_to_string(double value, char form, int precision, int flags, int* kind) except NULL
    int Py_DTSF_ADD_DOT_0
    object PyObject_Vectorcall(PyObject* function, PyObject** arguments, size_t count, PyObject* names)
    char* PyBytes_AS_STRING(object value)

# The numbers of native/opcodes.py.
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

cdef enum:
    INDEX = 0
    INDEX0 = 1
    LENGTH = 2
    REVINDEX = 3
    REVINDEX0 = 4
    FIRST = 5
    LAST = 6

cdef enum:
    OPERATION = 6
    MOST_ARGUMENTS = 12
    FIRST_ROOM = 1 << 16
    MOST_DIGITS = 20

assert OPERATION == WIDTH

cdef PyTypeObject* MARKUP = <PyTypeObject*><PyObject*>Markup
cdef PyObject* MISSING = <PyObject*>missing


cdef struct Text:
    const char* start
    Py_ssize_t length


cdef struct Step:
    # An attribute, or an index where the name is NULL. An offset of -1: the fast way fails for this type.
    PyObject* name
    Py_ssize_t index
    PyTypeObject* type
    Py_ssize_t offset
    bint dict_has_name


cdef struct Path:
    int slot
    int length
    int first  # of its steps


cdef struct Twin:
    PyObject* function
    int length
    int slots[MOST_ARGUMENTS]


cdef struct Loop:
    # `items` is a list or a tuple, owned, and NULL outside the loop.
    PyObject* items
    Py_ssize_t at
    Py_ssize_t length
    int slot


cdef class Page:
    """Bytes that grow: what programs put into. Its memory is kept from page to page, and lent out without a copy."""

    cdef Buffer out
    cdef Py_ssize_t exports
    cdef bint busy

    def __cinit__(self):
        room(&self.out, FIRST_ROOM)

    def __dealloc__(self):
        free(self.out.start)

    def __len__(self):
        return self.out.used

    def __getbuffer__(self, Py_buffer* view, int flags):
        if self.busy:
            raise BufferError("a program is still putting into this page")
        PyBuffer_FillInfo(view, self, self.out.start, self.out.used, True, flags)
        self.exports += 1

    def __releasebuffer__(self, Py_buffer* view):
        self.exports -= 1

    def clear(self):
        """Forget the bytes and keep the memory."""
        self.check()
        self.out.used = 0

    cdef int check(self) except -1:
        if self.busy:
            raise RuntimeError("a program is still putting into this page")
        if self.exports:
            raise BufferError("the bytes of this page are lent out: release each memoryview of them first")
        return 0


cdef class Fragments:
    """Prebuilt bytes by row and kind: those of a row lie one behind the other in a pack, from its offset on."""

    cdef Py_buffer* packs
    cdef Py_ssize_t count
    cdef const uint32_t[::1] pack
    cdef const int64_t[::1] offset
    cdef const uint32_t[::1] sizes
    cdef Py_ssize_t rows
    cdef Py_ssize_t kinds

    def __cinit__(self, packs, const uint32_t[::1] pack, const int64_t[::1] offset, const uint32_t[::1] sizes, kinds):
        self.pack, self.offset, self.sizes = pack, offset, sizes
        self.rows = pack.shape[0]
        self.kinds = kinds
        if self.kinds < 1 or offset.shape[0] != self.rows or sizes.shape[0] != self.rows * self.kinds:
            raise ValueError(
                f"expected a pack, an offset and {kinds} sizes a row, got {self.rows}, {offset.shape[0]} "
                f"and {sizes.shape[0]} in all"
            )
        self.packs = <Py_buffer*>reserve(len(packs), sizeof(Py_buffer))
        for item in packs:
            PyObject_GetBuffer(item, &self.packs[self.count], PyBUF_SIMPLE)
            self.count += 1

    def __dealloc__(self):
        cdef Py_ssize_t number
        for number in range(self.count):
            PyBuffer_Release(&self.packs[number])
        free(self.packs)

    def __len__(self):
        return self.rows

    def read(self, Py_ssize_t row, Py_ssize_t kind):
        """Return the bytes of one kind of a row."""
        cdef Text found
        self.find(row, kind, &found)
        return found.start[: found.length]

    cdef int find(self, Py_ssize_t row, Py_ssize_t kind, Text* found) except -1:
        cdef Py_ssize_t first = row * self.kinds, index
        cdef int64_t at
        cdef uint32_t pack
        if row < 0 or row >= self.rows or kind < 0 or kind >= self.kinds:
            raise IndexError(
                f"expected a row below {self.rows} and a kind below {self.kinds}, got row {row}, kind {kind}"
            )
        at = self.offset[row]
        pack = self.pack[row]
        for index in range(first, first + kind):
            at += self.sizes[index]
        found.length = self.sizes[first + kind]
        # Columns and packs are files of their own: one may be damaged.
        if pack >= self.count or self.offset[row] < 0 or at < 0 or found.length > self.packs[pack].len - at:
            raise IndexError(f"fragment {kind} of row {row} lies outside its pack: pack {pack}, byte {at}")
        found.start = <const char*>self.packs[pack].buf + at
        return 0


cdef void* reserve(Py_ssize_t count, size_t size) except NULL:
    cdef void* block = calloc(count + 1, size)
    if block == NULL:
        raise MemoryError()
    return block


@cython.no_gc_clear
cdef class Program:
    """A flat program: see native/opcodes.py. It runs once at a time, and holds nothing of its arguments between runs.

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
    cdef list kept_texts, kept_twins, kept_names, kept_types, consts

    def __cinit__(self, bytes ops, texts, consts, paths, twins, slots, params, loops):
        cdef bytes text
        self.kept_texts = list(texts)
        self.consts = list(consts)
        path_list = [(slot, tuple(steps)) for slot, steps in paths]
        self.kept_twins = [(function, tuple(arguments)) for function, arguments in twins]
        sizes = {
            "texts": len(self.kept_texts), "consts": len(self.consts), "paths": len(path_list),
            "twins": len(self.kept_twins), "slots": slots, "params": params, "loops": loops,
        }
        check_program(ops, sizes, path_list, self.kept_twins)
        self.ops = <int32_t*>reserve(len(ops), 1)
        memcpy(self.ops, PyBytes_AS_STRING(ops), len(ops))
        self.texts = <Text*>reserve(len(self.kept_texts), sizeof(Text))
        for number, text in enumerate(self.kept_texts):
            self.texts[number].start = text
            self.texts[number].length = len(text)
        self.keep_paths(path_list)
        self.keep_twins()
        self.slots = <PyObject**>reserve(slots, sizeof(PyObject*))
        self.slot_count, self.param_count = slots, params
        self.loops = <Loop*>reserve(loops, sizeof(Loop))
        self.loop_count = loops
        # One run goes through each operation that begins a capture at most once before the capture ends.
        self.capture_count = len(ops) // (4 * OPERATION)
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

    cdef int keep_paths(self, list paths) except -1:
        cdef Step* step
        cdef int first = 0
        self.kept_names = []
        self.paths = <Path*>reserve(len(paths), sizeof(Path))
        self.steps = <Step*>reserve(sum([len(steps) for _, steps in paths]), sizeof(Step))
        for number, (slot, steps) in enumerate(paths):
            self.paths[number] = Path(slot, len(steps), first)
            for wanted in steps:
                step = &self.steps[first]
                first += 1
                step.offset = -1
                if isinstance(wanted, str):
                    name = intern(str(wanted))
                    self.kept_names.append(name)
                    step.name = <PyObject*>name
                    step.dict_has_name = hasattr(dict, name)
                else:
                    step.index = wanted
        self.kept_types = [None] * first
        return 0

    cdef int keep_twins(self) except -1:
        self.twins = <Twin*>reserve(len(self.kept_twins), sizeof(Twin))
        for number, (function, arguments) in enumerate(self.kept_twins):
            self.twins[number].function = <PyObject*>function
            self.twins[number].length = len(arguments)
            for index, slot in enumerate(arguments):
                self.twins[number].slots[index] = slot
        return 0

    def run(self, tuple args not None, Page page not None, Fragments fragments=None):
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
            raise
        finally:
            page.busy = False
            self.release()
            self.busy = False

    cdef int release(self) except -1:
        cdef int index
        for index in range(self.slot_count):
            self.fill_slot(index, NULL)
        for index in range(self.loop_count):
            leave(&self.loops[index])
        return 0

    cdef inline void fill_slot(self, int slot, PyObject* value) noexcept:
        cdef PyObject* old = self.slots[slot]
        if value == MISSING:
            value = NULL
        if value != NULL:
            Py_INCREF(<object>value)
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
        for index in range(path.first, path.first + path.length):
            if value == NULL:
                break
            step = &self.steps[index]
            if step.offset >= 0 and Py_TYPE(value) == step.type:
                value = (<PyObject**>(<char*>value + step.offset))[0]
                continue
            held = self.look(step, <object>value)
            value = NULL if held is missing else <PyObject*>held
        if value == NULL:
            return self.call(twin)
        return <object>value

    cdef object look(self, Step* step, object value):
        """Return what a step finds in a value of any type, or `missing` where the fast way fails."""
        cdef PyObject* place = <PyObject*>value
        cdef PyTypeObject* type = Py_TYPE(place)
        cdef PyObject* found = NULL
        if step.name == NULL:
            if type == &PyList_Type and 0 <= step.index < PyList_GET_SIZE(place):
                found = PyList_GET_ITEM(place, step.index)
            elif type == &PyTuple_Type and 0 <= step.index < PyTuple_GET_SIZE(place):
                found = PyTuple_GET_ITEM(place, step.index)
        elif type == &PyDict_Type:
            if not step.dict_has_name:
                found = PyDict_GetItemWithError(value, <object>step.name)
        else:
            if type != step.type:
                self.learn(step, type)
            if step.offset >= 0:
                found = (<PyObject**>(<char*>place + step.offset))[0]
        return missing if found == NULL else <object>found

    cdef int learn(self, Step* step, PyTypeObject* type) except -1:
        """Keep where values of a type have an attribute, if it is a slot of theirs."""
        cdef object owner = <object><PyObject*>type
        cdef object attribute = getattr(owner, <object>step.name, None)
        cdef PyObject* found = <PyObject*>attribute
        cdef PyMemberDef* member
        cdef Py_ssize_t offset = -1
        if (
            type.tp_getattro == PyObject_GenericGetAttr
            and Py_TYPE(found) == &PyMemberDescr_Type
            and PyType_IsSubtype(type, PyDescr_TYPE(found))
        ):
            member = (<PyMemberDescrObject*>found).d_member
            if MEMBER_IS_OBJECT(member):
                offset = member.offset
        step.type = type
        step.offset = offset
        # Held: another type at the same address would be taken for this one.
        self.kept_types[step - self.steps] = owner
        return 0

    cdef int execute(self, Buffer* out, Fragments fragments) except -1:
        cdef int32_t* op = self.ops
        cdef Loop* loop
        cdef Text found
        cdef int open_captures = 0, index
        cdef object value
        while True:
            if op[0] == TEXT:
                room(out, self.texts[op[1]].length)
                put(out, self.texts[op[1]].start, self.texts[op[1]].length)
            elif op[0] == OUT:
                put_value(out, self.read(op[1], op[3]), op[2])
            elif op[0] == NEXT:
                loop = &self.loops[op[1]]
                loop.at += 1
                if loop.at < item_count(loop):
                    self.fill_slot(loop.slot, item(loop))
                    op = self.ops + op[2] * OPERATION
                    continue
                leave(loop)
            elif op[0] == FOR:
                value = self.call(op[5]) if op[1] < 0 else self.read(op[1], op[5])
                loop = &self.loops[op[3]]
                enter(loop, value, op[2])
                if loop.length == 0:
                    op = self.ops + op[4] * OPERATION
                    continue
                self.fill_slot(loop.slot, item(loop))
            elif op[0] == JMP:
                op = self.ops + op[1] * OPERATION
                continue
            elif op[0] == JF:
                if not self.read(op[1], op[3]):
                    op = self.ops + op[2] * OPERATION
                    continue
            elif op[0] == JT:
                if self.read(op[1], op[3]):
                    op = self.ops + op[2] * OPERATION
                    continue
            elif op[0] == CALLOUT:
                put_value(out, self.call(op[1]), op[2])
            elif op[0] == CALLSET:
                value = self.call(op[1])
                self.fill_slot(op[2], <PyObject*>value)
            elif op[0] == MOVE:
                value = self.read(op[1], op[3])
                self.fill_slot(op[2], <PyObject*>value)
            elif op[0] == CALLJF:
                if not self.call(op[1]):
                    op = self.ops + op[2] * OPERATION
                    continue
            elif op[0] == CALLJT:
                if self.call(op[1]):
                    op = self.ops + op[2] * OPERATION
                    continue
            elif op[0] == LOOPJF:
                if loop_number(&self.loops[op[1]], op[3]) == 0:
                    op = self.ops + op[2] * OPERATION
                    continue
            elif op[0] == LOOPJT:
                if loop_number(&self.loops[op[1]], op[3]) != 0:
                    op = self.ops + op[2] * OPERATION
                    continue
            elif op[0] == LOOPOUT:
                put_value(out, loop_value(&self.loops[op[1]], op[2]), RAW)
            elif op[0] == LOOPSET:
                value = loop_value(&self.loops[op[1]], op[2])
                self.fill_slot(op[3], <PyObject*>value)
            elif op[0] == UNPACK:
                value = unpack(missing if self.slots[op[1]] == NULL else <object>self.slots[op[1]], op[3])
                for index in range(op[3]):
                    self.fill_slot(op[2] + index, PyTuple_GET_ITEM(<PyObject*>value, index))
            elif op[0] == CAPB:
                if open_captures == self.capture_count:
                    raise ValueError("expected each capture to end, got one that begins again and again")
                self.captures[open_captures] = out.used
                open_captures += 1
            elif op[0] == CAPE:
                if open_captures == 0:
                    raise ValueError("expected a capture to begin before it ends")
                open_captures -= 1
                value = capture(out, self.captures[open_captures], op[2])
                self.fill_slot(op[1], <PyObject*>value)
            elif op[0] == FRAG:
                if fragments is None:
                    raise TypeError("expected fragments for a program that shows some, got None")
                fragments.find(row_number(self.read(op[1], -1)), op[2], &found)
                room(out, found.length)
                put(out, found.start, found.length)
            elif op[0] == SETK:
                value = self.consts[op[1]]
                self.fill_slot(op[2], <PyObject*>value)
            else:
                return 0
            op += OPERATION


cdef inline Py_ssize_t item_count(Loop* loop) except -1:
    """Return how many items there are at this moment: a twin may change the list."""
    if loop.items == NULL:
        raise ValueError("expected NEXT inside its loop")
    if Py_TYPE(loop.items) == &PyTuple_Type:
        return PyTuple_GET_SIZE(loop.items)
    return PyList_GET_SIZE(loop.items)


cdef inline PyObject* item(Loop* loop) noexcept:
    if Py_TYPE(loop.items) == &PyTuple_Type:
        return PyTuple_GET_ITEM(loop.items, loop.at)
    return PyList_GET_ITEM(loop.items, loop.at)


cdef int enter(Loop* loop, object value, int slot) except -1:
    cdef PyTypeObject* type = Py_TYPE(<PyObject*>value)
    if type != &PyList_Type and type != &PyTuple_Type:
        value = list(value)
    leave(loop)
    Py_INCREF(value)
    loop.items = <PyObject*>value
    loop.at = 0
    loop.slot = slot
    loop.length = item_count(loop)
    return 0


cdef void leave(Loop* loop) noexcept:
    cdef PyObject* items = loop.items
    loop.items = NULL
    Py_XDECREF(items)


cdef Py_ssize_t loop_number(Loop* loop, int attribute) except? -1:
    if attribute == INDEX:
        return loop.at + 1
    if attribute == INDEX0:
        return loop.at
    if attribute == LENGTH:
        return loop.length
    if attribute == REVINDEX:
        return loop.length - loop.at
    if attribute == REVINDEX0:
        return loop.length - loop.at - 1
    if attribute == FIRST:
        return loop.at == 0
    return loop.at + 1 >= item_count(loop)


cdef object loop_value(Loop* loop, int attribute):
    cdef Py_ssize_t number = loop_number(loop, attribute)
    if attribute >= FIRST:
        return number != 0
    return number


cdef tuple unpack(object value, int count):
    """Return exactly `count` items of a value, with the errors of Python's own unpacking."""
    cdef tuple items = tuple(value) if type(value) is tuple or type(value) is list else tuple(islice(value, count + 1))
    if len(items) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(items)})")
    if len(items) > count:
        raise ValueError(f"too many values to unpack (expected {count})")
    return items


cdef object capture(Buffer* out, Py_ssize_t begin, bint markup):
    text = PyUnicode_DecodeUTF8(<const char*>out.start + begin, out.used - begin, NULL)
    out.used = begin
    return Markup(text) if markup else text


cdef Py_ssize_t row_number(object value) except? -1:
    if type(value) is not int:
        raise TypeError(f"expected the row number of a fragment, got {type(value).__name__}")
    return value


cdef int put_integer(Buffer* out, int64_t value) except -1:
    cdef uint8_t digits[MOST_DIGITS]
    cdef uint64_t rest = 0 - <uint64_t>value if value < 0 else <uint64_t>value
    cdef int at = MOST_DIGITS
    while True:
        at -= 1
        digits[at] = c"0" + rest % 10
        rest //= 10
        if rest == 0:
            break
    if value < 0:
        at -= 1
        digits[at] = c"-"
    room(out, MOST_DIGITS)
    put(out, digits + at, MOST_DIGITS - at)
    return 0


cdef int put_float(Buffer* out, object value) except -1:
    cdef char* digits = PyOS_double_to_string(PyFloat_AS_DOUBLE(value), c"r", 0, Py_DTSF_ADD_DOT_0, NULL)
    cdef Py_ssize_t length = strlen(digits)
    try:
        room(out, length)
        put(out, digits, length)
    finally:
        PyMem_Free(digits)
    return 0


cdef int put_value(Buffer* out, object value, int mode) except -1:
    cdef PyTypeObject* type = Py_TYPE(<PyObject*>value)
    cdef int overflow = 0
    cdef long long number
    if type == &PyUnicode_Type:
        return put_text(out, value, mode)
    if type == MARKUP:
        return put_text(out, value, RAW if mode == HTML else mode)
    if type == &PyLong_Type:
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if not overflow:
            return put_integer(out, number)
    elif type == &PyFloat_Type:
        return put_float(out, value)
    if mode == HTML:
        return put_text(out, escape(value), RAW)
    return put_text(out, str(value), mode)
