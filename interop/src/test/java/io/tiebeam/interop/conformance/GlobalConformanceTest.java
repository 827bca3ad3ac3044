// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import java.util.List;

/** {@code global}: names and locks that BEAM and Tiebeam nodes have in common. */
class GlobalConformanceTest extends Conformance {
    GlobalConformanceTest() {
        super("global_SUITE", "global_cases");
    }

    /** The cases split the cluster as they like; where that is to be prevented, they use other nodes. */
    @Override
    List<String> more() {
        return List.of("-kernel", "prevent_overlapping_partitions", "false");
    }
}
