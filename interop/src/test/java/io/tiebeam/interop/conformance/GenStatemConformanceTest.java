// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** {@code gen_statem}: a BEAM asks state machines of Java. */
class GenStatemConformanceTest extends Conformance {
    GenStatemConformanceTest() {
        super("gen_statem_SUITE", "gen_statem_cases", AnsweringMachine.Calls.class);
    }
}
