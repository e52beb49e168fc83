"""A value and a mode in, its text on the page out; what was put since a place in, that text as a value out."""

from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8

from native._buffer cimport Buffer
from native._numbers cimport put_float, put_integer, put_truth
from native._opcodes cimport FILLED, HTML, PART, QUOTED, RAW
from native._steps cimport PyTypeObject, Py_TYPE
from native._utf8 cimport put_text

cdef extern from *:
    """
    static PyTypeObject* MARKUP;
    static PyObject* ESCAPE;
    """
    PyTypeObject* MARKUP  # who cimports this sets both: markupsafe's, held
    PyObject* ESCAPE

cdef extern from "Python.h":
    PyTypeObject PyUnicode_Type, PyLong_Type, PyFloat_Type
    long long PyLong_AsLongLongAndOverflow(object value, int* overflow) except? -1


cdef inline int put_value(Buffer* out, object value, int mode) except -1:
    cdef PyTypeObject* type = Py_TYPE(<PyObject*>value)
    cdef int overflow = 0
    cdef long long number
    if type == &PyUnicode_Type:
        return put_text(out, value, mode)
    if type == MARKUP:
        return put_text(out, value, RAW if mode == HTML or mode == PART else mode)
    if type == &PyLong_Type:
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if not overflow:
            return put_integer(out, number)
    elif type == &PyFloat_Type and mode != QUOTED:
        return put_float(out, PyFloat_AS_DOUBLE(value))
    elif value is True or value is False:
        return put_truth(out, value is True)
    if mode == PART:
        value = value if isinstance(value, str) else str(value)
        if hasattr(value, "__html__"):
            return put_text(out, (<object>ESCAPE)(value), RAW)
        return put_text(out, value, HTML)
    if mode == HTML:
        return put_text(out, (<object>ESCAPE)(value), RAW)
    return put_text(out, str(value), mode)


cdef inline object capture(Buffer* out, Py_ssize_t begin, bint markup):
    text = PyUnicode_DecodeUTF8(<const char*>out.start + begin, out.used - begin, NULL)
    out.used = begin
    return (<object>MARKUP)(text) if markup else text
