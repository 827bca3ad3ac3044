// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.util.List;

/** A console did not show what was waited for; the message says what it showed instead. */
public final class NotShownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotShownException(String node, String wanted, List<String> shown) {
        super(node + " did not show " + wanted + ", but:\n    " + String.join("\n    ", shown));
    }
}
