// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import java.util.List;

/** The handshake, word by word: plain sockets connect to a Tiebeam node, and are connected to. */
class ErlDistributionWbConformanceTest extends Conformance {
    ErlDistributionWbConformanceTest() {
        super("erl_distribution_wb_SUITE", "erl_distribution_wb_cases");
    }

    @Override
    List<String> helpers() {
        return List.of("bare");
    }
}
