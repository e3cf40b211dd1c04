"""Unit 07. Asking for memory before it is needed, so that it is on its way while other work is done.

A processor reads ahead by itself where rows lie one after the other; in a graph they do not.
"""

from typing import no_type_check  # numba reads the plain function: no annotation may be checked on the way

import numba
import numpy as np
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy import ndarray

LINE = 64  # bytes that memory hands out at a time


@intrinsic
@no_type_check
def _prefetch(context, array, row, byte):
    """The instruction of the processor that asks for the line with a byte of a row, and waits for nothing."""

    @no_type_check
    def code(context, builder, signature, arguments):
        kept = context.make_array(signature.args[0])(context, builder, arguments[0])
        start = builder.mul(arguments[1], builder.extract_value(kept.strides, 0))
        place = builder.bitcast(kept.data, cgutils.voidptr_t)
        place = builder.gep(place, [builder.add(start, arguments[2])])
        whole = cgutils.int32_t
        kind = cgutils.ir.FunctionType(cgutils.ir.VoidType(), [place.type, whole, whole, whole])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(ask, [place, whole(0), whole(3), whole(1)])  # to read it, and soon
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp), code


@numba.njit(nogil=True, cache=True)
@no_type_check
def prefetch(table, row):
    """Ask for a row of a table of numbers."""
    for byte in range(0, table.shape[1] * table.itemsize, LINE):
        _prefetch(table, row, byte)


if numba.config.DISABLE_JIT:  # then it is Python to step through, which cannot ask

    def prefetch(table: ndarray, row: np.integer) -> None:
        """Do nothing."""
