// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.io.Console;
import java.util.Optional;

/** The console of a test: keeps what is printed there, and passes it on unless the test wants it for itself. Any thread. */
final class TestConsole implements Console {
    private final Console real;
    private final StringBuilder kept = new StringBuilder();
    private boolean captured;

    TestConsole(Console real) {
        this.real = real;
    }

    /** From now on nothing is passed on. */
    synchronized void capture() {
        captured = true;
    }

    /** All that was printed. */
    synchronized String output() {
        return kept.toString();
    }

    @Override
    public void write(String text) {
        boolean pass;
        synchronized (this) {
            kept.append(text);
            pass = !captured;
        }
        if (pass) {
            real.write(text);
        }
    }

    /** Tests have nobody who types. */
    @Override
    public Optional<String> readLine(String prompt) {
        write(prompt);
        return Optional.empty();
    }
}
