// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Exposure;
import io.tiebeam.process.LocalNode;

/** Where the functions are that a node lets others call. Tasks of its own go through the same door. */
final class Exposures {
    private Exposures() {}

    static Exposure of(LocalNode node) {
        return Exposure.of(node);
    }
}
