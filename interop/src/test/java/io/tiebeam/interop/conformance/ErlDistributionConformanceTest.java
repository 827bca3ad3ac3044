// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import java.util.List;

/** Names, cookies, ticks, and what is told of nodes that come and go. */
class ErlDistributionConformanceTest extends Conformance {
    ErlDistributionConformanceTest() {
        super("erl_distribution_SUITE", "erl_distribution_cases");
    }

    @Override
    List<String> helpers() {
        return List.of("bare", "watching");
    }

    /** The cases split the cluster as they like. */
    @Override
    List<String> more() {
        return List.of("-kernel", "prevent_overlapping_partitions", "false");
    }
}
