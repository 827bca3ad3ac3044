// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.process.LocalNode;

/**
 * Whether a node lets go of those that have lost each other: OTP's kernel parameter {@code
 * prevent_overlapping_partitions}, on unless it is switched off. Any thread.
 */
public final class Prevention {
    private volatile boolean on = true;

    private Prevention() {}

    /** That of {@code node}. */
    public static Prevention of(LocalNode node) {
        return node.attachment(Prevention.class, Prevention::new);
    }

    boolean isOn() {
        return on;
    }

    /** Switches it. */
    public void set(boolean wanted) {
        on = wanted;
    }
}
