// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;

/**
 * How a supervisor behaves, but for its children. Source: {@code supervisor:sup_flags()}.
 *
 * @param intensity how many restarts within which time; none of them happened yet
 * @param module what planned it, for tools
 */
record SupervisorFlags(Strategy strategy, RestartHistory intensity, AutoShutdown autoShutdown, Atom module) {
    SupervisorFlags strategy(Strategy other) {
        return new SupervisorFlags(other, intensity, autoShutdown, module);
    }

    SupervisorFlags intensity(RestartHistory other) {
        return new SupervisorFlags(strategy, other, autoShutdown, module);
    }

    SupervisorFlags autoShutdown(AutoShutdown other) {
        return new SupervisorFlags(strategy, intensity, other, module);
    }

    SupervisorFlags module(Atom other) {
        return new SupervisorFlags(strategy, intensity, autoShutdown, other);
    }
}
