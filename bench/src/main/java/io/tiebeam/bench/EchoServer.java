// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import io.tiebeam.From;
import io.tiebeam.otp.Call;
import io.tiebeam.otp.GenServer;
import io.tiebeam.otp.Reply;
import io.tiebeam.term.Atom;

/** The server of all loads that call: answers {@code ping} with {@code ok} at once, as that of {@code bench.erl} does. */
final class EchoServer extends GenServer<EchoServer.Message> {
    sealed interface Message {}

    record Ping() implements Message, Call<Atom> {}

    static final Ping PING = new Ping();

    @Override
    protected Reply handleCall(Message message, From from) {
        return switch (message) {
            case Ping ping -> reply(ping, Atom.OK);
        };
    }
}
