// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** {@code erpc}: calls from a BEAM to a Tiebeam node. */
class ErpcConformanceTest extends Conformance {
    ErpcConformanceTest() {
        super("erpc_SUITE", "erpc_cases");
    }
}
