"""A loop over a list or a tuple: its items by index, and the attributes that `loop` has in a template."""

from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF

from native._opcodes cimport FIRST, INDEX, INDEX0, LENGTH, REVINDEX, REVINDEX0
from native._steps cimport (
    Py_TYPE, PyList_GET_ITEM, PyList_GET_SIZE, PyList_Type, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Type, PyTypeObject,
)


cdef struct Loop:
    PyObject* items  # held; NULL outside the loop
    Py_ssize_t at
    Py_ssize_t length
    int slot


cdef inline Py_ssize_t item_count(Loop* loop) except -1:
    """Return how many items there are at this moment: a twin may change the list."""
    if loop.items == NULL:
        raise ValueError("expected the operations of a loop inside it")
    if Py_TYPE(loop.items) == &PyTuple_Type:
        return PyTuple_GET_SIZE(loop.items)
    return PyList_GET_SIZE(loop.items)


cdef inline PyObject* item(Loop* loop) noexcept:
    if Py_TYPE(loop.items) == &PyTuple_Type:
        return PyTuple_GET_ITEM(loop.items, loop.at)
    return PyList_GET_ITEM(loop.items, loop.at)


cdef inline int enter(Loop* loop, object value, int slot) except -1:
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


cdef inline void leave(Loop* loop) noexcept:
    cdef PyObject* items = loop.items
    loop.items = NULL
    Py_XDECREF(items)


cdef inline Py_ssize_t loop_number(Loop* loop, int attribute) except? -1:
    """Return an attribute of a loop; FIRST and LAST are 0 or 1."""
    cdef Py_ssize_t count = item_count(loop)
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
    return loop.at + 1 >= count
