// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import java.util.List;

/** Pids and references as they are printed differ from run to run: only whether a pid is of this node is compared. */
final class Pids {
    static final String LOCAL = "#PID<0.N.N>";
    static final String REMOTE = "#PID<R.N.N>";

    private Pids() {}

    static String normalise(String text) {
        return text.replaceAll("#PID<0\\.\\d+\\.\\d+>", LOCAL)
                .replaceAll("#PID<[1-9]\\d*\\.\\d+\\.\\d+>", REMOTE)
                .replaceAll("#Reference<[0-9.]+>", "#Reference<N>");
    }

    static List<String> normalise(List<String> rows) {
        return rows.stream().map(Pids::normalise).toList();
    }
}
