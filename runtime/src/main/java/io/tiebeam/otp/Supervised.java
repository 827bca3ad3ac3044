// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/** What can be the child of a {@link Supervisor}: Elixir's {@code child_spec/1}. */
@FunctionalInterface
public interface Supervised {
    /** How a supervisor starts, restarts and ends it. */
    ChildSpec childSpec();
}
