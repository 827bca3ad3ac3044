// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;

import io.tiebeam.otp.GenServer;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import java.util.List;

/** The loads between two nodes, of which this is the one that asks and sends; {@link Peer} is the other, or a BEAM. */
final class RemoteLoads {
    private static final Atom DONE = Atom.of("done");
    private static final Atom MSG = Atom.of("msg");
    private static final Bits PAYLOAD = Bits.of(new byte[32]);

    private final Name.At server;
    private final Name.At control;

    RemoteLoads(NodeName peer) {
        this.server = Peer.SERVER.at(peer);
        this.control = Peer.CONTROL.at(peer);
    }

    /** The CPU time of the peer so far, in ns. */
    long peerCpu() {
        send(control, Tuple.of(Peer.CPU, self()));
        return ((Int) receive(Tuple.class).get(1)).value();
    }

    void run(List<String> names, Measure measure) throws Exception {
        for (String name : names) {
            switch (name) {
                case "r_call" -> measure.latency(name, _ -> GenServer.call(server, EchoServer.PING));
                case "r_call_16" -> measure.rate(name, "call/s", n -> callers(16, n));
                case "r_oneway_1" -> measure.rate(name, "msg/s", n -> oneWay(1, n));
                case "r_oneway_8" -> measure.rate(name, "msg/s", n -> oneWay(8, n));
                default -> throw new IllegalArgumentException("unknown load " + name);
            }
        }
        send(control, Peer.STOP);
    }

    private void callers(int callers, long n) {
        Pid main = self();
        long each = Math.ceilDiv(n, callers);
        for (int i = 0; i < callers; i++) {
            spawn(() -> {
                for (long k = 0; k < each; k++) {
                    GenServer.call(server, EchoServer.PING);
                }
                send(main, DONE);
            });
        }
        for (int i = 0; i < callers; i++) {
            receive();
        }
    }

    /** Messages to one process over there, which says when it has them all. */
    private void oneWay(int senders, long n) {
        long each = Math.ceilDiv(n, senders);
        send(control, Tuple.of(Peer.SINK, self(), Int.of(each * senders)));
        Pid sink = (Pid) receive(Tuple.class).get(1);
        for (int i = 0; i < senders; i++) {
            spawn(() -> {
                for (long k = 0; k < each; k++) {
                    send(sink, Tuple.of(MSG, Int.of(k), PAYLOAD));
                }
            });
        }
        receive();
    }
}
