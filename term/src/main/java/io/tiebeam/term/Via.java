// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * A name kept by a registry of its own: {@code {:via, registry, key}}.
 *
 * @param registry the name of the process or module that resolves {@code key}
 * @param key what the process is registered under
 */
public record Via(Name registry, Term key) implements ServerRef {}
