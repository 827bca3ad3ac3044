// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Functions;
import io.tiebeam.Remote;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.lang.reflect.Type;

/** How the term that a task results in becomes what its caller asked for. */
@FunctionalInterface
interface Result<R> {
    /** As it is. */
    Result<Term> TERM = term -> term;

    R read(Term term);

    /** As {@code function} declares it, wherever it ran. */
    static <R> Result<R> of(Remote function) {
        Type type = Functions.resultType(function);
        return term -> {
            @SuppressWarnings("unchecked") // the function gave R its type
            R result = (R) TermMapper.fromTerm(term, type);
            return result;
        };
    }
}
