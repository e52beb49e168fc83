"""A value and one step of a path in, the value behind it out, where the types are exact: else NULL, for the slow way."""

from cpython.object cimport PyObject
from cpython.ref cimport Py_XINCREF

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
    PyTypeObject PyMemberDescr_Type, PyDict_Type, PyList_Type, PyTuple_Type
    bint MEMBER_IS_OBJECT(PyMemberDef* member)
    void* PyObject_GenericGetAttr
    PyTypeObject* PyDescr_TYPE(PyObject* descriptor)
    PyTypeObject* Py_TYPE(PyObject* value)
    int PyType_IsSubtype(PyTypeObject* type, PyTypeObject* base)
    PyObject* PyDict_GetItemWithError(object mapping, object key) except? NULL
    Py_ssize_t PyList_GET_SIZE(PyObject* items)
    Py_ssize_t PyTuple_GET_SIZE(PyObject* items)
    PyObject* PyList_GET_ITEM(PyObject* items, Py_ssize_t index)
    PyObject* PyTuple_GET_ITEM(PyObject* items, Py_ssize_t index)


cdef struct Step:
    PyObject* name  # of an attribute; NULL: an index
    Py_ssize_t index
    bint dict_has_name  # a template takes the method before the item
    PyTypeObject* type  # the last one seen, and where its values have the attribute: -1, not in a slot
    Py_ssize_t offset


cdef inline PyObject* look(Step* step, object value, Step* steps, list types) except? NULL:
    """Return a reference of the caller's own to what a step finds in a value of any type."""
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
            step.offset = slot_offset(type, <object>step.name)
            step.type = type
            # Held: another type at the same address would be taken for this one.
            types[step - steps] = <object><PyObject*>type
        if step.offset >= 0:
            found = (<PyObject**>(<char*>place + step.offset))[0]
    Py_XINCREF(found)
    return found


cdef inline Py_ssize_t slot_offset(PyTypeObject* type, object name) except? -1:
    """Return where values of a type have an attribute, or -1 if it is no slot of theirs.

    A type is taken as finished: a slot that is replaced by something else later is read as before.
    """
    cdef object attribute = getattr(<object><PyObject*>type, name, None)
    cdef PyObject* found = <PyObject*>attribute
    cdef PyMemberDef* member
    if type.tp_getattro != PyObject_GenericGetAttr or Py_TYPE(found) != &PyMemberDescr_Type:
        return -1
    member = (<PyMemberDescrObject*>found).d_member
    if not PyType_IsSubtype(type, PyDescr_TYPE(found)) or not MEMBER_IS_OBJECT(member):
        return -1
    return member.offset
