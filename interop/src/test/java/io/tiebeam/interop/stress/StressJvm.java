// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.stress;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.receiveWhen;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnMonitor;

import io.tiebeam.Down;
import io.tiebeam.ErlangModule;
import io.tiebeam.Exit;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** The JVM's half: the same echo server, callers and linkers as in {@code stress.erl}. */
@ErlangModule("Elixir.Stress")
public final class StressJvm {
    static final Name ECHO = Name.of("echo");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Atom CAST = Atom.of("cast");
    private static final Atom CALL = Atom.of("call");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom STOP = Atom.of("stop");

    final AtomicLong replies = new AtomicLong();
    final AtomicLong downs = new AtomicLong();
    final AtomicLong served = new AtomicLong();
    final AtomicLong exits = new AtomicLong();
    final AtomicLong lostReplies = new AtomicLong();
    final AtomicLong lostExits = new AtomicLong();
    final AtomicLong secondExits = new AtomicLong();
    final AtomicLong outOfOrder = new AtomicLong();

    private final NodeName beam;
    private final ServerRef there;
    private final List<Pid> workers = new ArrayList<>();

    StressJvm(NodeName beam) {
        this.beam = beam;
        this.there = ECHO.at(beam);
    }

    /** What the other side links to. */
    public static void idle() {
        receiveWhen(Term.class, _ -> false);
    }

    void start(Random random, int callers, int linkers) {
        workers.add(spawn(this::keep));
        for (int i = 0; i < callers; i++) {
            long seed = random.nextLong();
            workers.add(spawn(() -> call(new Random(seed))));
        }
        for (int i = 0; i < linkers; i++) {
            long seed = random.nextLong();
            workers.add(spawn(() -> link(new Random(seed))));
        }
    }

    void stop() {
        workers.forEach(worker -> send(worker, STOP));
    }

    /** Whoever is killed is replaced. */
    private void keep() {
        while (true) {
            Kernel.Monitored echo = spawnMonitor(this::echo);
            try {
                Processes.register(ECHO, echo.pid());
            } catch (IllegalArgumentException killed) {
                // between two lines
            }
            boolean stop = receive(
                    Term.class,
                    message -> message.equals(STOP) || isDown(message, echo.ref())
                            ? message.equals(STOP)
                            : Kernel.<Boolean>skip());
            if (stop) {
                exit(echo.pid(), "kill");
                return;
            }
        }
    }

    private static boolean isDown(Term message, Ref ref) {
        return message instanceof Tuple t && t.is(DOWN, 5) && t.get(1).equals(ref);
    }

    private void echo() {
        Map<Pid, Long> last = new HashMap<>();
        while (true) {
            Tuple message = (Tuple) receive();
            Pid from = (Pid) message.get(1);
            boolean isCall = message.is(CALL, 4);
            Int number = (Int) message.get(isCall ? 3 : 2);
            Long before = last.put(from, number.value());
            if (before != null && before >= number.value()) {
                outOfOrder.incrementAndGet();
            }
            if (isCall) {
                send(from, Tuple.of(message.get(2), number));
                served.incrementAndGet();
            }
        }
    }

    private void call(Random random) {
        for (long n = 0; !isToldToStop(); ) {
            for (int casts = random.nextInt(8); casts > 0; casts--) {
                send(there, Tuple.of(CAST, self(), Int.of(++n)));
            }
            Ref ref = Processes.monitor(there);
            Int number = Int.of(++n);
            send(there, Tuple.of(CALL, self(), ref, number));
            Boolean replied = receive(
                    Term.class,
                    message -> message.equals(Tuple.of(ref, number)) || isDown(message, ref)
                            ? message instanceof Tuple t && t.size() == 2
                            : Kernel.<Boolean>skip(),
                    PATIENCE,
                    null);
            if (replied == null) {
                lostReplies.incrementAndGet();
            } else {
                (replied ? replies : downs).incrementAndGet();
            }
            Processes.demonitorFlush(ref);
        }
    }

    private void link(Random random) {
        Processes.trapExit(true);
        while (!isToldToStop()) {
            Pid pid = Node.spawnLink(beam, Mfa.of("stress", "idle"));
            var end = receiveWhen(Exit.class, e -> e.from().equals(pid), Duration.ofMillis(random.nextInt(40)));
            if (end.isEmpty()) {
                exit(pid, "kill");
                end = receiveWhen(Exit.class, e -> e.from().equals(pid), PATIENCE);
            }
            (end.isPresent() ? exits : lostExits).incrementAndGet();
            if (receive(Exit.class, Duration.ZERO).isPresent()
                    || receive(Down.class, Duration.ZERO).isPresent()) {
                secondExits.incrementAndGet();
            }
        }
    }

    private static boolean isToldToStop() {
        return receiveWhen(Term.class, STOP::equals, Duration.ZERO).isPresent();
    }
}
