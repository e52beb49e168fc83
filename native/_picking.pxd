"""A value in, some of what it holds out, where the types are exact: else NULL, for the slow way.

Each returns a reference of the caller's own.
"""

from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_XDECREF, Py_XINCREF

from native._steps cimport (
    PyDict_GetItemWithError, PyDict_Type, PyList_GET_ITEM, PyList_GET_SIZE, PyList_Type, PyTuple_GET_ITEM,
    PyTuple_GET_SIZE, PyTuple_Type, PyTypeObject, Py_TYPE, Step, look,
)
from native._values cimport MARKUP, PyLong_AsLongLongAndOverflow, PyLong_Type, PyUnicode_Type

cdef extern from "Python.h":
    PyObject* PyUnicode_Substring(object text, Py_ssize_t start, Py_ssize_t stop) except NULL
    PyObject* PyTuple_GetSlice(object items, Py_ssize_t start, Py_ssize_t stop) except NULL
    PyObject* PyList_GetSlice(object items, Py_ssize_t start, Py_ssize_t stop) except NULL
    PyObject* PyList_New(Py_ssize_t length) except NULL
    void PyList_SET_ITEM(PyObject* items, Py_ssize_t index, PyObject* item)
    bint PyMapping_Check(PyObject* value)
    bint PySequence_Check(PyObject* value)


cdef inline PyObject* one_of(object items, object key) except? NULL:
    """Return items[key]."""
    cdef PyTypeObject* type = Py_TYPE(<PyObject*>items)
    cdef PyTypeObject* key_type = Py_TYPE(<PyObject*>key)
    cdef PyObject* found = NULL
    cdef Py_ssize_t index
    cdef int overflow = 0
    if type == &PyDict_Type:
        if key_type == &PyUnicode_Type or key_type == MARKUP or key_type == &PyLong_Type:
            found = PyDict_GetItemWithError(items, key)
    elif key_type == &PyLong_Type and (type == &PyList_Type or type == &PyTuple_Type):
        index = PyLong_AsLongLongAndOverflow(key, &overflow)
        if overflow:
            return NULL
        if type == &PyList_Type:
            index += PyList_GET_SIZE(<PyObject*>items) if index < 0 else 0
            if 0 <= index < PyList_GET_SIZE(<PyObject*>items):
                found = PyList_GET_ITEM(<PyObject*>items, index)
        else:
            index += PyTuple_GET_SIZE(<PyObject*>items) if index < 0 else 0
            if 0 <= index < PyTuple_GET_SIZE(<PyObject*>items):
                found = PyTuple_GET_ITEM(<PyObject*>items, index)
    Py_XINCREF(found)
    return found


cdef inline PyObject* slice_of(object value, Py_ssize_t start, Py_ssize_t stop) except? NULL:
    """Return value[start:stop]; neither is negative."""
    cdef PyTypeObject* type = Py_TYPE(<PyObject*>value)
    if type == &PyTuple_Type:
        return PyTuple_GetSlice(value, start, stop)
    if type == &PyList_Type:
        return PyList_GetSlice(value, start, stop)
    if type == &PyUnicode_Type:
        return PyUnicode_Substring(value, start, stop)
    return NULL


cdef inline PyObject* inside(Step* step, object one, Step* steps, list types) except? NULL:
    """Return one[name], or where it has no items its attribute."""
    cdef PyTypeObject* type = Py_TYPE(<PyObject*>one)
    if type != &PyDict_Type and (PyMapping_Check(<PyObject*>one) or PySequence_Check(<PyObject*>one)):
        return NULL
    return look(step, one, steps, types)


cdef inline PyObject* list_of(object items, Step* step, Step* steps, list types) except? NULL:
    """Return a list of what a step finds in each item of a tuple."""
    cdef PyObject* found
    cdef PyObject* value
    cdef Py_ssize_t index
    if type(items) is not tuple:
        return NULL
    found = PyList_New(len(<tuple>items))
    for index in range(len(<tuple>items)):
        value = inside(step, <object>PyTuple_GET_ITEM(<PyObject*>items, index), steps, types)
        if value == NULL:
            Py_XDECREF(found)
            return NULL
        PyList_SET_ITEM(found, index, value)
    return found


cdef inline PyObject* first_of(object items, object wanted, Step* step, Step* steps, list types) except? NULL:
    """Return the first item of a tuple in which a step finds a text, or None."""
    cdef PyObject* place
    if type(items) is not tuple or type(wanted) is not str:
        return NULL
    for one in <tuple>items:
        if step.type == Py_TYPE(<PyObject*>one) and step.offset >= 0:
            place = (<PyObject**>(<char*><PyObject*>one + step.offset))[0]
            Py_XINCREF(place)
        else:
            place = look(step, one, steps, types)
        if place == NULL:
            return NULL
        key = <object>place
        Py_DECREF(key)
        if type(key) is not str:
            return NULL
        if <str>key == <str>wanted:
            Py_INCREF(one)
            return <PyObject*>one
    Py_INCREF(None)
    return <PyObject*>None
