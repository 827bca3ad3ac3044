// SPDX-License-Identifier: Apache-2.0

/** Erlang terms as Java values, their external format, and the mapping to Java records. Useful without the runtime. */
module io.tiebeam.term {
    exports io.tiebeam.term;
}
