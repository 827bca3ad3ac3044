// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Term;

/** What is wrong with a specification, in OTP's words. Never leaves this package. */
final class BadSpec extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Term error;

    BadSpec(Term error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    Term error() {
        return error;
    }
}
