// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import java.util.List;

/** Signals between nodes: many, large, late, to the dead, through connections that are full; and what is no signal. */
class DistributionConformanceTest extends Conformance {
    DistributionConformanceTest() {
        super("distribution_SUITE", "distribution_cases");
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
