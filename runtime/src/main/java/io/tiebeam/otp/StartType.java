// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/**
 * What the end of an application means to all others on its node, when it ends by itself and not because somebody stopped
 * it. Source: {@code application:restart_type()}.
 */
public enum StartType {
    /** It is reported, and nothing else happens. */
    TEMPORARY,
    /** The others go on if it ended with {@code normal}; else as {@link #PERMANENT}. */
    TRANSIENT,
    /** All applications are stopped, and so is the node. */
    PERMANENT
}
