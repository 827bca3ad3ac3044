// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Calls;
import io.tiebeam.term.ServerName;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server is started: under which name, in what time, and how much it tells from the first message on. Immutable;
 * what changes it gives a new one. OTP's {@code spawn_opt} and {@code hibernate_after} concern the memory of a BEAM
 * process and mean nothing here.
 */
public final class StartOptions {
    /** No name, all the time it takes, silent. */
    public static final StartOptions DEFAULT =
            new StartOptions(Optional.empty(), Calls.Timeout.INFINITY, false, 0, false);

    private final Optional<ServerName> name;
    private final Calls.Timeout timeout;
    private final boolean trace;
    private final int log;
    private final boolean statistics;

    private StartOptions(Optional<ServerName> name, Calls.Timeout timeout, boolean trace, int log, boolean statistics) {
        this.name = name;
        this.timeout = timeout;
        this.trace = trace;
        this.log = log;
        this.statistics = statistics;
    }

    /** The default, registered as {@code name}. */
    public static StartOptions named(ServerName name) {
        return DEFAULT.name(name);
    }

    /** The same, registered as {@code other}. */
    public StartOptions name(ServerName other) {
        return new StartOptions(Optional.of(other), timeout, trace, log, statistics);
    }

    /** The same; a server whose {@code init} takes longer than {@code limit} is killed, and its start fails. */
    public StartOptions timeout(Duration limit) {
        return new StartOptions(name, Timeouts.of(limit), trace, log, statistics);
    }

    /** The same; each event is printed where the server's output goes: {@code {debug, [trace]}}. */
    public StartOptions trace() {
        return new StartOptions(name, timeout, true, log, statistics);
    }

    /** The same; the last {@code events} events are kept, for {@link Sys#log} and the report of a crash. */
    public StartOptions log(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("expected one or more events to keep, got: " + events);
        }
        return new StartOptions(name, timeout, trace, events, statistics);
    }

    /** The same; messages are counted, for {@link Sys#statistics}. */
    public StartOptions statistics() {
        return new StartOptions(name, timeout, trace, log, true);
    }

    Optional<ServerName> name() {
        return name;
    }

    Calls.Timeout limit() {
        return timeout;
    }

    boolean isTraced() {
        return trace;
    }

    int logged() {
        return log;
    }

    boolean isCounted() {
        return statistics;
    }

    /** How long a call waits. */
    static final class Timeouts {
        static final Calls.Timeout USUAL = Calls.Timeout.of(Duration.ofSeconds(5));
        private static final Duration FOREVER = java.time.temporal.ChronoUnit.FOREVER.getDuration();

        private Timeouts() {}

        /** {@code limit}; {@link java.time.temporal.ChronoUnit#FOREVER} is {@code infinity}. */
        static Calls.Timeout of(Duration limit) {
            Objects.requireNonNull(limit, "how long is it to wait?");
            return limit.equals(FOREVER) ? Calls.Timeout.INFINITY : Calls.Timeout.of(limit);
        }
    }
}
