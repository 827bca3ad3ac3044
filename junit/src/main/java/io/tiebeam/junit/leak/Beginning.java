// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.leak;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/** Something that a test has begun. */
sealed interface Beginning {
    Owner owner();

    Origin origin();

    /** Whether it has not come to its end. */
    boolean isLeft();

    /** Waits for its end, if that is near. */
    void await(Duration patience) throws InterruptedException;

    /** What it is, for people. */
    String text();

    /** Ends it. */
    void end();

    /** A process. */
    record OfProcess(Owner owner, Origin origin, ProcessCell cell) implements Beginning {
        @Override
        public boolean isLeft() {
            return cell.isAlive();
        }

        @Override
        public void await(Duration patience) throws InterruptedException {
            Thread running = cell.thread();
            if (running == null || running.getState() != Thread.State.NEW) { // else it will not begin to run either
                cell.awaitEnd(patience);
            }
        }

        @Override
        public String text() {
            return "process " + cell.pid()
                    + cell.registeredName().map(name -> " (" + name + ")").orElse("") + " \"" + cell.label()
                    + "\", spawned at";
        }

        @Override
        public void end() {
            cell.node().deliver(cell.pid(), new Signal.Exit(cell.pid(), Atom.of("kill")));
        }
    }

    /** A timer. One whose message nobody would get any more is over. */
    record OfTimer(Owner owner, Origin origin, LocalNode node, Future<?> timer, Optional<Term> to, Duration delay)
            implements Beginning {
        @Override
        public boolean isLeft() {
            return !timer.isDone() && !node.hasStopped() && to.map(this::lives).orElse(true);
        }

        private boolean lives(Term target) {
            return switch (target) {
                case Pid pid
                when node.isCalled(pid.node()) ->
                    node.find(pid).map(ProcessCell::isAlive).orElse(false);
                case Atom name -> node.whereIs(name).isPresent();
                default -> true;
            };
        }

        @Override
        public void await(Duration patience) {
            // one that is to ring in this moment is as good as a later one: nobody cancelled it
        }

        @Override
        public String text() {
            return "timer of " + delay.toMillis() + " ms"
                    + to.map(target -> " for " + target).orElse("") + ", set at";
        }

        @Override
        public void end() {
            timer.cancel(false);
        }
    }

    /** A node. */
    record OfNode(Owner owner, Origin origin, LocalNode node) implements Beginning {
        @Override
        public boolean isLeft() {
            return !node.hasStopped();
        }

        @Override
        public void await(Duration patience) {
            // closing a node is nobody's but the test's
        }

        @Override
        public String text() {
            return "node " + node.name() + ", started at";
        }

        @Override
        public void end() {
            node.endDefault();
            if (node.distribution() instanceof Network network) {
                network.close();
            }
            node.killAll(Atom.of("shutdown"));
        }
    }
}
