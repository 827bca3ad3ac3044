// SPDX-License-Identifier: Apache-2.0

/**
 * Other nodes for the time of a test. Read this first: {@link io.tiebeam.junit.peer.PeerProcess}, a process of the system
 * with the console it prints on and the {@link io.tiebeam.junit.peer.Wire} its orders come over; then {@link
 * io.tiebeam.junit.peer.PeerMain}, what runs in one that is a JVM.
 */
package io.tiebeam.junit.peer;
