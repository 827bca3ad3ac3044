// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** {@code gen_server}: a BEAM asks servers of Java. */
class GenServerConformanceTest extends Conformance {
    GenServerConformanceTest() {
        super("gen_server_SUITE", "gen_server_cases", AnsweringServer.Calls.class);
    }
}
