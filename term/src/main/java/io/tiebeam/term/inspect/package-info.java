// SPDX-License-Identifier: Apache-2.0

/**
 * The inspect form of terms; internal, {@link io.tiebeam.term.Inspect} is the door. Read this first: {@code TermDocs},
 * which makes a {@code Doc} of a term, then {@code Layout}, which breaks it into lines.
 */
package io.tiebeam.term.inspect;
