// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Evaluation;
import io.tiebeam.Exposure;
import io.tiebeam.eval.Entrance;

/** What the runtime finds as a service: evaluation with all that is in the {@link Library}. */
public final class ShellEvaluation implements Evaluation {
    /** For the service loader. */
    public ShellEvaluation() {}

    @Override
    public void open(Exposure door) {
        new Entrance(door, Library.SHARED).open();
    }
}
