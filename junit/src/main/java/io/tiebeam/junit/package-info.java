// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of processes and of distributed applications. Read this first: {@link io.tiebeam.junit.OtpTest}, whose bodies are
 * processes; then {@link io.tiebeam.junit.Peer}, other nodes for the time of a test, and {@link
 * io.tiebeam.junit.OtpAssertions}. {@code docs/testing.md} shows all of it at work.
 */
package io.tiebeam.junit;
