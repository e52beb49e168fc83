"""The parts of a checked program in, the same as C arrays out; the lists that they point into are kept beside them."""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.object cimport PyObject
from libc.stdint cimport int32_t
from libc.stdlib cimport calloc

from native._opcodes cimport KEEP, MEMO, MOST_ARGUMENTS, WIDTH
from native._steps cimport Step


cdef struct Text:
    const char* start
    Py_ssize_t length


cdef struct Path:
    int slot
    int first  # of its steps
    int end


cdef struct Twin:
    PyObject* function
    int length
    int slots[MOST_ARGUMENTS]


cdef inline void* reserve(Py_ssize_t count, size_t size) except NULL:
    cdef inline void* block = calloc(count + 1, size)
    if block == NULL:
        raise MemoryError()
    return block


cdef inline Text* text_array(list texts) except NULL:
    cdef Text* array = <Text*>reserve(len(texts), sizeof(Text))
    for number, text in enumerate(texts):
        array[number].start = PyBytes_AS_STRING(text)
        array[number].length = len(text)
    return array


cdef inline Path* path_array(list paths) except NULL:
    """Return where the steps of each path stand in the one array of all steps."""
    cdef Path* array = <Path*>reserve(len(paths), sizeof(Path))
    cdef int first = 0
    for number, (slot, steps) in enumerate(paths):
        array[number] = Path(slot, first, first + len(steps))
        first += len(steps)
    return array


cdef inline Step* step_array(list steps) except NULL:
    """Return the steps of all paths; their names are interned and stay in the list."""
    cdef Step* array = <Step*>reserve(len(steps), sizeof(Step))
    for number, step in enumerate(steps):
        if type(step) is int:
            array[number].index = step
            continue
        steps[number] = intern(step)
        array[number].name = <PyObject*>steps[number]
        array[number].dict_has_name = hasattr(dict, step)
    return array


cdef inline Twin* twin_array(list twins) except NULL:
    cdef Twin* array = <Twin*>reserve(len(twins), sizeof(Twin))
    for number, (function, arguments) in enumerate(twins):
        array[number].function = <PyObject*>function
        array[number].length = len(arguments)
        for index, slot in enumerate(arguments):
            array[number].slots[index] = slot
    return array


cdef inline int memo_count(int32_t* ops, Py_ssize_t count) noexcept:
    cdef Py_ssize_t index
    cdef int most = 0
    for index in range(0, count * WIDTH, WIDTH):
        if ops[index] == MEMO:
            most = max(most, ops[index + 3] + 1)
        elif ops[index] == KEEP:
            most = max(most, ops[index + 1] + 1)
    return most
