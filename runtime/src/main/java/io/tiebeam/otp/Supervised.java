// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/**
 * What can be the child of a {@link Supervisor}: Elixir's {@code child_spec/1}. A {@link ChildSpec} is one, and so are the
 * plans of supervisors, registries, agents and scopes of {@link Pg}.
 */
@FunctionalInterface
public interface Supervised {
    /** How a supervisor starts, restarts and ends it. Called once, on the thread that makes the supervisor's plan. */
    ChildSpec childSpec();
}
