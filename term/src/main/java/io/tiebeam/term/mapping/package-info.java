// SPDX-License-Identifier: Apache-2.0

/**
 * How Java types map to terms; internal, {@link io.tiebeam.term.TermMapper} is the door. Read this first: {@link
 * io.tiebeam.term.mapping.Mapping}, then {@code Mappings}, which chooses one for each type.
 */
package io.tiebeam.term.mapping;
