// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** {@code rpc}: calls from a BEAM to a Tiebeam node, and to its process {@code rex}. */
class RpcConformanceTest extends Conformance {
    RpcConformanceTest() {
        super("rpc_SUITE", "rpc_cases");
    }
}
