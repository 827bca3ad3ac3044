// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

/** A term that is no text: the message says which part of it and why. Thrown by {@link Chardata}. */
public final class ChardataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String converted;
    private final boolean incomplete;

    ChardataException(String message, String converted, boolean incomplete) {
        super(message);
        this.converted = converted;
        this.incomplete = incomplete;
    }

    /** The text before the part that is none. */
    public String converted() {
        return converted;
    }

    /** Whether the data only ends within a character, so that more data could complete it. */
    public boolean isIncomplete() {
        return incomplete;
    }
}
