// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;

import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;

/** The node that answers and counts. Its names and messages are those of {@code bench.erl}. */
final class Peer {
    static final Name SERVER = Name.of("bench_server");
    static final Name CONTROL = Name.of("bench_control");
    static final Atom CPU = Atom.of("cpu");
    static final Atom SINK = Atom.of("sink");
    static final Atom STOP = Atom.of("stop");

    private Peer() {}

    /** Serves until it is told to stop. In a process. */
    static void serve() {
        new EchoServer().startLink(SERVER);
        Processes.register(CONTROL, self());
        System.out.println("ready");
        while (receive() instanceof Tuple request) {
            Pid asker = (Pid) request.get(1);
            if (request.is(CPU, 2)) {
                send(asker, Tuple.of(CPU, Int.of(Measure.ownCpu())));
            } else {
                long expected = ((Int) request.get(2)).value();
                Pid sink = spawn(() -> count(asker, expected));
                send(asker, Tuple.of(SINK, sink));
            }
        }
    }

    private static void count(Pid asker, long expected) {
        for (long k = 0; k < expected; k++) {
            receive();
        }
        send(asker, Atom.of("done"));
    }
}
