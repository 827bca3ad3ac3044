// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.Objects;

/** What the callbacks of a {@link GenServer} return that answer nobody: only what the server does then. Immutable. */
public final class NoReply extends Reply {
    static final NoReply WAIT = new NoReply(Next.WAIT);

    NoReply(Next next) {
        super(null, next);
    }

    @Override
    public NoReply timeout(Duration patience) {
        return new NoReply(new Next.Within(Objects.requireNonNull(patience)));
    }

    @Override
    public NoReply continueWith(Object value) {
        return new NoReply(new Next.Continue(Objects.requireNonNull(value)));
    }

    @Override
    public NoReply hibernate() {
        return WAIT;
    }
}
