// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.List;

/** What a line editor must know of what is typed into it. Asked by the thread that reads. */
interface Typing {
    /** What Tab offers: {@code texts} replace the input from {@code anchor} on. */
    record Completions(int anchor, List<String> texts) {}

    /** Whether {@code text} needs another line before it can be evaluated. */
    boolean needsMore(String text) throws InterruptedException;

    /** What may follow at {@code cursor}. */
    Completions complete(String text, int cursor) throws InterruptedException;
}
