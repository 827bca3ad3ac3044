// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import io.tiebeam.ErlangModule;
import io.tiebeam.Kernel;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;

/** What kate may call on alex: ways to fail, and ways to wait. */
@ErlangModule("Elixir.Alex")
public final class Alex {
    private Alex() {}

    public static void state() {
        throw new IllegalStateException("boom");
    }

    public static void argument() {
        throw new IllegalArgumentException("expected a name, got: 5");
    }

    public static int divide(int a, int b) {
        return a / b;
    }

    public static int lengthOf(String text) {
        return text.length();
    }

    public static void nothing() {
        throw new NullPointerException();
    }

    public static void caused() throws Exception {
        throw new Exception("cannot read", new java.io.IOException("disk on fire"));
    }

    public static void error() {
        throw new AssertionError("impossible");
    }

    public static void overflow() {
        overflow();
    }

    public static void end(Term reason) {
        Kernel.exit(reason);
    }

    public static void nap(int millis) {
        Kernel.receive(Duration.ofMillis(millis));
    }

    public static void sleep() {
        Kernel.receive(Never.class);
    }

    public static void answer(Pid to, Term message) {
        Kernel.send(to, message);
    }

    /** Nobody ever sends one. */
    record Never(String secret) {}
}
