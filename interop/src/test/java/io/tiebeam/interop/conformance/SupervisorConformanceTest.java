// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** {@code supervisor}: a BEAM asks supervisors of Java, whose children are of Java too. */
class SupervisorConformanceTest extends Conformance {
    SupervisorConformanceTest() {
        super("supervisor_SUITE", "supervisor_cases", Supervising.Parent.class, Supervising.Kid.class);
    }
}
