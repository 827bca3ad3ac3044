// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

/** What a {@link Peer} is made of. */
public enum PeerType {
    /** A JVM like that of the tests, with the same classes. */
    JVM,
    /** A real BEAM with Elixir, where {@code elixir} is on the {@code PATH}: else the test is excluded. */
    ELIXIR
}
