// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnMonitor;

import io.tiebeam.Down;
import io.tiebeam.otp.GenServer;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;

/** The loads within one node. Each runs in a process; {@code bench.erl} has the same ones, line by line. */
final class LocalLoads {
    private static final Atom PING = Atom.of("ping");
    private static final Atom DONE = Atom.of("done");
    private static final int WAVE = 1_000;

    private LocalLoads() {}

    static void run(String name, Measure measure) throws Exception {
        switch (name) {
            case "pingpong_1pair" -> measure.rate(name, "rt/s", n -> pingPong(1, n));
            case "pingpong_64pairs" -> measure.rate(name, "rt/s", n -> pingPong(64, n));
            case "fanin_8" -> measure.rate(name, "msg/s", n -> fanIn(8, n));
            case "spawn_exit_batch" -> measure.rate(name, "proc/s", LocalLoads::spawnAndExit);
            case "spawn_monitor_seq" -> measure.rate(name, "proc/s", LocalLoads::spawnAndMonitor);
            case "call_1" -> {
                Pid server = new EchoServer().startLink();
                measure.rate(name, "call/s", n -> callers(1, n, server));
            }
            case "call_16" -> {
                Pid server = new EchoServer().startLink();
                measure.rate(name, "call/s", n -> callers(16, n, server));
            }
            case "call_latency" -> {
                Pid server = new EchoServer().startLink();
                measure.latency("call", _ -> GenServer.call(server, EchoServer.PING));
            }
            default -> throw new IllegalArgumentException("unknown load " + name);
        }
    }

    /** Pairs of processes bounce one message each. */
    private static void pingPong(int pairs, long n) {
        Pid main = self();
        long each = Math.ceilDiv(n, pairs);
        for (int i = 0; i < pairs; i++) {
            Pid echo = spawn(() -> {
                Pid peer = (Pid) receive();
                for (long k = 0; k < each; k++) {
                    receive();
                    send(peer, PING);
                }
            });
            spawn(() -> {
                send(echo, self());
                for (long k = 0; k < each; k++) {
                    send(echo, PING);
                    receive();
                }
                send(main, DONE);
            });
        }
        await(pairs);
    }

    /** Many producers, one consumer, which counts. */
    private static void fanIn(int producers, long n) {
        Pid main = self();
        long each = Math.ceilDiv(n, producers);
        for (int i = 0; i < producers; i++) {
            spawn(() -> {
                for (long k = 0; k < each; k++) {
                    send(main, PING);
                }
            });
        }
        await(each * producers);
    }

    /** Waves of processes that message their parent and end. */
    private static void spawnAndExit(long n) {
        Pid main = self();
        for (long left = n; left > 0; left -= WAVE) {
            for (int i = 0; i < WAVE; i++) {
                spawn(() -> send(main, DONE));
            }
            await(WAVE);
        }
    }

    /** One process after another, each awaited by its monitor. */
    private static void spawnAndMonitor(long n) {
        for (long k = 0; k < n; k++) {
            spawnMonitor(() -> {});
            receive(Down.class);
        }
    }

    private static void callers(int callers, long n, Pid server) {
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
        await(callers);
    }

    private static void await(long messages) {
        for (long k = 0; k < messages; k++) {
            receive();
        }
    }
}
