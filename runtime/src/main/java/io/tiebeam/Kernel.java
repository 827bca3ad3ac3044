// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.io.IoClient;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What every process uses, to be imported statically: the words of Elixir's {@code Kernel}.
 *
 * <p>{@link #send} and {@link #spawn} work on any thread; what receives or links only in a process, on its own thread. A
 * process that was killed meanwhile finds out at its next call here, by an {@link Error} that is not to be caught.
 */
public final class Kernel {
    static {
        Consoles.leadByDefault();
    }

    private Kernel() {}

    /**
     * The pid of the calling process.
     *
     * @throws NotAProcessException on a thread that runs none
     */
    public static Pid self() {
        return Callers.self("self()").pid();
    }

    /** The name of the node that this runs on; {@code nonode@nohost} without a name. */
    public static NodeName node() {
        return new NodeName(LocalNode.current().name());
    }

    /** The name of the node that {@code pid} lives on. */
    public static NodeName node(Pid pid) {
        return new NodeName(LocalNode.current().nodeOf(pid));
    }

    /** A reference that is unique in the cluster. */
    public static Ref makeRef() {
        return StandIn.call(ProcessCell::newRef);
    }

    // ---- sending --------------------------------------------------------------------------------------------------

    /**
     * Sends {@code message}: a term, a record, an enum, a string, a number. Within a node it is handed over as it is, to
     * another one as its term; a collection in it that can still change is copied. A message to a process that does not
     * exist is lost.
     *
     * @return {@code message}
     * @throws io.tiebeam.term.TermException if {@code message} cannot be sent; the text says which part and what to do
     * @throws NoProcessException if {@code to} is a name of this node that nobody has
     */
    public static <M> M send(ServerRef to, M message) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null && self.isOwner()) {
            Sending.send(self, to, message);
        } else {
            StandIn.call(standIn -> {
                Sending.send(standIn, to, message);
                return message;
            });
        }
        return message;
    }

    /** Sends {@code message} to the process registered as {@code name} on this node: {@link #send(ServerRef, Object)}. */
    public static <M> M send(String name, M message) {
        return send(Name.of(name), message);
    }

    // ---- receiving ------------------------------------------------------------------------------------------------

    /**
     * The next message, as a term; waits for it.
     *
     * @throws NotAProcessException on a thread that runs no process
     * @throws IllegalStateException on a thread that a process has forked: only its own may
     */
    public static Term receive() {
        return Receiving.any(Deadline.NEVER);
    }

    /**
     * The next message, as a term; empty if none comes within {@code timeout}. With {@link Duration#ZERO} it looks at what
     * is there, and does not wait.
     *
     * @throws NotAProcessException as {@link #receive()} does
     */
    public static Optional<Term> receive(Duration timeout) {
        return Optional.ofNullable(Receiving.any(Deadline.in(timeout)));
    }

    /**
     * The oldest message that is a {@code type}, or a term that maps to one, such as a tuple from Elixir; waits for it.
     * All other messages stay, in their order. With a sealed type and {@code switch} the compiler checks all cases.
     *
     * @throws NotAProcessException as {@link #receive()} does
     * @throws io.tiebeam.term.TermException if {@code type} has no terms
     */
    public static <T> T receive(Class<T> type) {
        return Receiving.typed(type, _ -> true, Deadline.NEVER);
    }

    /** As {@link #receive(Class)}; empty if none comes within {@code timeout}. */
    public static <T> Optional<T> receive(Class<T> type, Duration timeout) {
        return Optional.ofNullable(Receiving.typed(type, _ -> true, Deadline.in(timeout)));
    }

    /** The oldest message that is a {@code type} and passes {@code when}; waits for it. */
    public static <T> T receiveWhen(Class<T> type, Predicate<? super T> when) {
        return Receiving.typed(type, when, Deadline.NEVER);
    }

    /** As {@link #receiveWhen(Class, Predicate)}; empty if none comes within {@code timeout}. */
    public static <T> Optional<T> receiveWhen(Class<T> type, Predicate<? super T> when, Duration timeout) {
        return Optional.ofNullable(Receiving.typed(type, when, Deadline.in(timeout)));
    }

    /**
     * What {@code clauses} make of the oldest message they match; one that they {@link #skip()} stays. What they throw
     * passes through, and the message is gone, as is one whose clause receives in turn.
     */
    public static <T, R> R receive(Class<T> type, Function<? super T, ? extends R> clauses) {
        return Receiving.<T, R>clauses(type, clauses, Deadline.NEVER, null);
    }

    /** As {@link #receive(Class, Function)}; {@code orElse} if none matches within {@code timeout}. */
    public static <T, R> R receive(
            Class<T> type, Function<? super T, ? extends R> clauses, Duration timeout, R orElse) {
        return Receiving.<T, R>clauses(type, clauses, Deadline.in(timeout), orElse);
    }

    /** What {@code clauses} make of the oldest message they match, as a term; one that they {@link #skip()} stays. */
    public static <R> R receive(Function<? super Term, ? extends R> clauses) {
        return Receiving.<Term, R>clauses(Term.class, clauses, Deadline.NEVER, null);
    }

    /** In the clauses of a receive: this message is not for us, leave it where it is. Never returns. */
    public static <R> R skip() {
        throw Skip.INSTANCE;
    }

    /**
     * Prints what is in the mailbox, in Elixir's form, and empties it.
     *
     * @throws NotAProcessException as {@link #receive()} does
     */
    public static void flush() {
        for (Term message = Receiving.any(Deadline.NOW); message != null; message = Receiving.any(Deadline.NOW)) {
            IoClient.putChars(Inspect.inspect(message, Inspect.Options.SHELL) + "\n");
        }
    }

    // ---- talking to people ----------------------------------------------------------------------------------------

    /** Prints {@code text} where the output of the calling process goes, its group leader, on whichever node that is. */
    public static void print(String text) {
        IoClient.putChars(text);
    }

    /**
     * Asks at the group leader's console, after {@code prompt}, for a line.
     *
     * @return the line with its end; empty at the end of the input
     */
    public static Optional<String> getLine(String prompt) {
        return IoClient.getLine(prompt);
    }

    // ---- starting and ending --------------------------------------------------------------------------------------

    /**
     * Starts a process, on a virtual thread of its own; returns at once. Its output goes where that of the calling process
     * goes. What {@code body} throws ends it, and is logged unless it is an {@link ExitException}.
     */
    public static Pid spawn(Body body) {
        return Spawning.spawn(body, false, false, null).pid();
    }

    /**
     * Starts a process that is linked to this one.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static Pid spawnLink(Body body) {
        return Spawning.spawn(body, true, false, null).pid();
    }

    /**
     * Starts a process that this one monitors: its end comes as {@link Down}.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static Monitored spawnMonitor(Body body) {
        Ref[] ref = new Ref[1];
        Pid pid = Spawning.spawn(body, false, true, ref).pid();
        return new Monitored(pid, ref[0]);
    }

    /** A process and the reference it is monitored under. */
    public record Monitored(Pid pid, Ref ref) {}

    /** Ends the calling process with {@code reason}: anything that maps to a term. Never returns. */
    public static <R> R exit(Object reason) {
        throw new ExitException(TermMapper.toTerm(reason));
    }

    /** Ends the calling process with the atom {@code reason}, such as {@code "normal"}. Never returns. */
    public static <R> R exit(String reason) {
        throw new ExitException(Atom.of(reason));
    }

    /**
     * Sends {@code pid} an exit signal. {@code :kill} cannot be trapped; {@code :normal} ends nobody but the caller, and
     * comes as a message to who traps exits. Sent to {@link #self()} it does not return, unless it is trapped.
     */
    public static void exit(Pid pid, Object reason) {
        Term term = TermMapper.toTerm(reason);
        StandIn.call(self -> {
            self.exit(self.node().channelTo(pid.node()), pid, term);
            return null;
        });
    }

    /** Sends {@code pid} an exit signal with the atom {@code reason}. */
    public static void exit(Pid pid, String reason) {
        exit(pid, (Object) Atom.of(reason));
    }
}
