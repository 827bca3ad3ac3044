// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import java.util.List;

/** {@code pg}: groups that BEAM and Tiebeam nodes have in common. */
class PgConformanceTest extends Conformance {
    PgConformanceTest() {
        super("pg_SUITE", "pg_cases");
    }

    /** The cases split the cluster as they like. */
    @Override
    List<String> more() {
        return List.of("-kernel", "prevent_overlapping_partitions", "false");
    }
}
