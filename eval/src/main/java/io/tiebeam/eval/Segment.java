// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import java.util.Optional;

/**
 * A segment of a binary, {@code Value:Size/Type-Sign-Endian-unit:U}: to be made of {@code value}, or to be matched
 * with {@code pattern}.
 *
 * @param size in units; empty: the default of the type, which for binaries is all that is left
 */
record Segment(
        Optional<Expr> value,
        Optional<Pattern> pattern,
        Optional<Expr> size,
        Type type,
        boolean signed,
        boolean little,
        int unit) {
    enum Type {
        INTEGER,
        FLOAT,
        BINARY,
        BITSTRING,
        UTF8,
        UTF16,
        UTF32
    }
}
